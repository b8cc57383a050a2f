import { MlferryError } from '@mlferry/core'
import type { MlflowAppSummary } from './apps.ts'
import type { ControlPlane } from './open-control-plane.ts'
import type { InputOf } from './operations.ts'
import type { TrackingServerSummary } from './tracking-servers.ts'

type Filter<Input> = Omit<Input, 'NextToken' | 'MaxResults'>

/** Every App of the region that fits, page by page. Throws ERR_PAGE_TOKEN_REPEATED, and what `call` throws. */
export async function* listApps(
  plane: ControlPlane,
  filter: Filter<InputOf<'ListMlflowApps'>> = {},
): AsyncGenerator<MlflowAppSummary> {
  yield* pages(async (token) => {
    const page = await plane.call('ListMlflowApps', { ...filter, MaxResults: 100, ...token })
    return { entries: page.Summaries ?? [], next: page.NextToken }
  })
}

/** Every tracking server of the region that fits. Throws as `listApps`. */
export async function* listTrackingServers(
  plane: ControlPlane,
  filter: Filter<InputOf<'ListMlflowTrackingServers'>> = {},
): AsyncGenerator<TrackingServerSummary> {
  yield* pages(async (token) => {
    const page = await plane.call('ListMlflowTrackingServers', { ...filter, MaxResults: 100, ...token })
    return { entries: page.TrackingServerSummaries ?? [], next: page.NextToken }
  })
}

interface Page<Entry> {
  readonly entries: readonly Entry[]
  readonly next: string | undefined
}

async function* pages<Entry>(
  read: (token: { readonly NextToken?: string }) => Promise<Page<Entry>>,
): AsyncGenerator<Entry> {
  const seen = new Set<string>()
  for (let token: { readonly NextToken?: string } = {}; ; ) {
    const { entries, next } = await read(token)
    yield* entries
    if (next === undefined || next === '') return
    if (seen.has(next)) {
      const hint = 'It would never end: report it to AWS.'
      throw new MlferryError('ERR_PAGE_TOKEN_REPEATED', 'SageMaker gives the same page again and again.', { hint })
    }
    seen.add(next)
    token = { NextToken: next }
  }
}
