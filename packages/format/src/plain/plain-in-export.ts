import { type Listed, type Query, unlistedScope } from '@mlferry/core'
import { type ExportKind, holderOf } from '../export-kind.ts'
import { placesInRoot, placesOf } from '../reading/find-places.ts'
import { headerOf } from '../reading/header-of.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import { writtenIn, writtenInExperiments } from '../sealed/written-objects.ts'
import { listPlain } from './list-plain.ts'
import type { PlainKind } from './plain-kind.ts'
import { plainOfExperiment, plainOfServer } from './plain-kinds.ts'
import { writePlain } from './write-plain.ts'

/** The kinds with one small file per object, by name. */
export const plainInExport: Readonly<Record<string, ExportKind>> = Object.fromEntries([
  ...plainOfServer.map((kind) => [kind.name, ofServer(kind)]),
  ...plainOfExperiment.map((kind) => [kind.name, ofExperiment(kind)]),
])

function ofServer(kind: PlainKind): ExportKind {
  return {
    async *list(query, opened, signal) {
      const { context } = opened
      const places = placesInRoot(kind.name, context.dir, await opened.rootSums())
      for await (const found of listPlain({ kind, query, context, signal, places, scope: undefined }))
        yield headerOf(found)
    },
    ...writtenIn(async function* ({ server }) {
      yield { objects: (await server.load()).of(kind.name) }
    }),
    open: async (header, context, { server, system }) =>
      writePlain({ header, context, kind, objects: (await server.load()).of(kind.name), system }),
  }
}

function ofExperiment(kind: PlainKind): ExportKind {
  return {
    list: (query, opened, signal) => listInExperiments(kind, { query, opened, signal }),
    ...writtenInExperiments(kind.name),
    async open(header, context, { tree, system }) {
      const objects = (await tree.folder(holderOf(header, context))).objects(kind.name)
      return await writePlain({ header, context, kind, objects, system })
    },
  }
}

interface Listing {
  readonly query: Query
  readonly opened: OpenedExport
  readonly signal: AbortSignal
}

async function* listInExperiments(kind: PlainKind, { query, opened, signal }: Listing): AsyncGenerator<Listed> {
  const { context } = opened
  const wanted = query.scopes && new Set(query.scopes.map(({ id }) => id))
  for (const experiment of await opened.experiments(signal)) {
    if (!('header' in experiment) || !experiment.sums) continue
    const scope = experiment.header.ref
    if (wanted && !wanted.has(scope.id)) continue
    const places = placesOf(kind.name, experiment, [])
    try {
      for await (const found of listPlain({ kind, query, context, signal, places, scope })) yield headerOf(found)
    } catch (error) {
      yield unlistedScope(kind.name, scope, error)
    }
  }
}
