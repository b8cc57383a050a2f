import type { Capabilities, Header, ObjectKind } from '@mlferry/core'
import { fitHeader } from '../job/fit-header.ts'
import { learnNamed, type NamedContext } from './learn-named.ts'
import type { LoadedPair } from './loaded-pair.ts'
import type { MapText } from './map-value.ts'
import type { Entry } from './pair-objects.ts'

interface LoadingContext extends NamedContext {
  readonly capabilities: Capabilities
}

/** The headers of pairs from the spool, and how texts of the source read at the target. */
export async function loadPairs(
  pairs: readonly { readonly source: Entry; readonly target: Entry }[],
  kind: ObjectKind,
  context: LoadingContext,
): Promise<LoadedPair[]> {
  const { capabilities, spool } = context
  const headers = pairs.map(({ source, target }) => {
    return { source: spool.get<Header>(source.slot), target: spool.get<Header>(target.slot) }
  })
  await learnNamed(headers, context)
  return headers.map((pair) => {
    const fitted = fitHeader(pair.source, capabilities.kind(kind.name) ?? { fields: {} })
    return { kind, ...pair, fitted, mapText: mapTextOf({ kind, ...pair }, context) }
  })
}

function mapTextOf(
  { kind, source, target }: Pick<LoadedPair, 'kind' | 'source' | 'target'>,
  { pairs, spool }: LoadingContext,
): MapText {
  const mapped = Object.values(kind.fields ?? {}).some(({ compare }) => compare === 'mapped')
  if (!mapped) return (text) => text
  const folders: [string, string][] = []
  for (const { to } of source.links) {
    const [ours, theirs] = [pairs.sourceOf(to), pairs.targetOf(to)]
    if (ours && theirs) folders.push([folderOf(spool.get(ours.slot)), folderOf(spool.get(theirs.slot))])
  }
  // Last: the address of an object whose files another one holds has to be that one's.
  folders.push([folderOf(source), folderOf(target)])
  return (text) => {
    for (const [from, to] of folders) {
      if (from && to && (text === from || text.startsWith(`${from}/`))) return `${to}${text.slice(from.length)}`
    }
    return pairs.mapText(text)
  }
}

/** Where its files lie. */
function folderOf({ fields }: Header): string {
  return (fields.artifactUri ?? '').replace(/\/+$/, '')
}
