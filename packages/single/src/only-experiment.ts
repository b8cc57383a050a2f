import { type Ref, type Source, wrapSource } from '@mlferry/core'

/** The same source as if it held just this experiment, deleted or not. */
export function onlyExperiment(source: Source, { id }: Ref): Source {
  return wrapSource(source, {
    async *list(kind, query, signal) {
      if (kind !== 'experiment') {
        for await (const page of source.list(kind, query, signal)) yield page.filter(({ scope }) => scope?.id === id)
        return
      }
      if (query.ids && !query.ids.includes(id)) return
      yield* source.list(kind, { ...query, ids: [id], includeDeleted: true }, signal)
    },
  })
}
