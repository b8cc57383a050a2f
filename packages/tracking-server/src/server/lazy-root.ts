import type { ArtifactRoot } from '@mlferry/core'

/** A root opened on first use: objects without files never ask. `beforePut` runs before each write. */
export function lazyRoot(uri: string, open: () => Promise<ArtifactRoot>, beforePut: () => Promise<void>): ArtifactRoot {
  let opened: Promise<ArtifactRoot> | undefined
  const root = () => {
    opened ??= open()
    return opened
  }
  return {
    uri,
    async *list(signal) {
      yield* (await root()).list(signal)
    },
    async *open(path, range, signal) {
      yield* (await root()).open(path, range, signal)
    },
    async put(file, body, signal) {
      const to = await root()
      await beforePut()
      return to.put(file, body, signal)
    },
    async copyFrom(from, file, signal) {
      const to = await root()
      if (!to.copyFrom) return undefined
      await beforePut()
      return to.copyFrom(from, file, signal)
    },
  }
}
