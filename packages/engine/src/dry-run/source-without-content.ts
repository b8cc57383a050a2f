import { type ArtifactRoot, InternalError, type Source, wrapSource } from '@mlferry/core'

/** Lists everything, files too, and reads nothing. */
export function sourceWithoutContent(source: Source): Source {
  return wrapSource(source, {
    async *read(batch) {
      for (const { ref } of batch) yield { type: 'end', of: ref }
    },
    async artifacts(object, signal) {
      const root = await source.artifacts(object, signal)
      return root && listedOnly(root)
    },
  })
}

function listedOnly(root: ArtifactRoot): ArtifactRoot {
  return {
    uri: root.uri,
    list: (signal) => root.list(signal),
    // No bytes, but what the name alone would make fail.
    async *open(path) {
      const problem = root.nameProblem?.(path)
      if (problem) throw problem
      yield* []
    },
    put: () => Promise.reject(new InternalError('A source is never written.')),
  }
}
