import { type ArtifactRoot, folderArtifactRoot } from '@mlferry/core'

export interface RecordingRootOptions {
  /** Of the files within the folder that the checksums belong to. */
  readonly prefix: string
  readonly sums: Map<string, string>
  /** Where the files lay at the source. They go by that address here too, so that a file that names it stays as it is. */
  readonly uri: string
}

/** A folder root that notes the checksum of each file that is put. */
export function recordingRoot(dir: string, { prefix, sums, uri }: RecordingRootOptions): ArtifactRoot {
  const root = folderArtifactRoot(dir, { private: true })
  return {
    ...root,
    uri: uri === '' ? root.uri : uri,
    async put(file, body, signal) {
      const arrived = await root.put(file, body, signal)
      if (arrived.sha256) sums.set(prefix + arrived.path, arrived.sha256)
      return arrived
    },
  }
}
