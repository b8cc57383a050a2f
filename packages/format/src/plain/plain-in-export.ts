import { type ExportKind, holderOf } from '../export-kind.ts'
import { writtenIn, writtenInExperiments } from '../sealed/written-objects.ts'
import { listPlainOfExperiments, listPlainOfServer } from './list-plain.ts'
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
    list: (query, opened, signal) => listPlainOfServer(kind, { query, opened, signal }),
    ...writtenIn(async function* ({ server }) {
      yield { objects: (await server.load()).of(kind.name) }
    }),
    open: async (header, context, { server, system }) =>
      writePlain({ header, context, kind, objects: (await server.load()).of(kind.name), system }),
  }
}

function ofExperiment(kind: PlainKind): ExportKind {
  return {
    list: (query, opened, signal) => listPlainOfExperiments(kind, { query, opened, signal }),
    ...writtenInExperiments(kind.name),
    async open(header, context, { tree, system }) {
      const objects = (await tree.folder(holderOf(header, context))).objects(kind.name)
      return await writePlain({ header, context, kind, objects, system })
    },
  }
}
