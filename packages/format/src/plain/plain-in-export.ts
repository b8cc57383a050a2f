import type { Listed, Query } from '@mlferry/core'
import { placesInRoot, placesOf } from '../find-objects.ts'
import { headerOf } from '../header-of.ts'
import type { OpenedExport } from '../opened-export.ts'
import type { ReadableKind } from '../readable-kind.ts'
import { listPlain } from './list-plain.ts'
import type { PlainKind } from './plain-kind.ts'
import { plainOfExperiment, plainOfServer } from './plain-kinds.ts'

/** The kinds of which an object is one small file, by their names. */
export const plainInExport: Readonly<Record<string, ReadableKind>> = Object.fromEntries([
  ...plainOfServer.map((kind) => [kind.name, ofServer(kind)]),
  ...plainOfExperiment.map((kind) => [kind.name, ofExperiment(kind)]),
])

function ofServer(kind: PlainKind): ReadableKind {
  return {
    async *list(query, { context }, signal) {
      const places = placesInRoot(kind.name, context)
      for await (const found of listPlain({ kind, query, context, signal, places, scope: undefined }))
        yield headerOf(found)
    },
  }
}

function ofExperiment(kind: PlainKind): ReadableKind {
  return { list: (query, opened, signal) => listInExperiments(kind, { query, opened, signal }) }
}

interface Listing {
  readonly query: Query
  readonly opened: OpenedExport
  readonly signal: AbortSignal
}

async function* listInExperiments(kind: PlainKind, { query, opened, signal }: Listing): AsyncGenerator<Listed> {
  const { context } = opened
  for (const experiment of await opened.experiments(signal)) {
    if (!('header' in experiment) || !experiment.sums) continue
    const scope = experiment.header.ref
    if (query.scope && query.scope.id !== scope.id) continue
    const places = placesOf(kind.name, experiment, [])
    for await (const found of listPlain({ kind, query, context, signal, places, scope })) yield headerOf(found)
  }
}
