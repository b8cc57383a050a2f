import { type ArtifactRoot, folderArtifactRoot } from '@mlferry/core'

export interface RecordingRootOptions {
  /** Put before the path of a file in `sums`. */
  readonly prefix: string
  readonly sums: Map<string, string>
  /** Address of the files at the source. It is also their address here, so that a file that contains it stays as it is. */
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
