import { type ArtifactRoot, folderArtifactRoot } from '@mlferry/core'

/** A folder root that notes the checksum of each file that is put. */
export function recordingRoot(dir: string, sums: Map<string, string>): ArtifactRoot {
  const root = folderArtifactRoot(dir)
  return {
    ...root,
    async put(file, body, signal) {
      const arrived = await root.put(file, body, signal)
      if (arrived.sha256) sums.set(`artifacts/${arrived.path}`, arrived.sha256)
      return arrived
    },
  }
}
