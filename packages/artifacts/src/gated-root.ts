import type { WriteGate } from '@mlferry/client'
import type { ArtifactRoot } from '@mlferry/core'
import { originOf, withOrigin } from './s3/s3-place.ts'

/** A root whose writes pass a gate first, wherever they go: object stores are not reached through the server's client. */
export function gatedRoot(root: ArtifactRoot, gate: WriteGate | undefined): ArtifactRoot {
  if (!gate) return root
  const { copyFrom, removeFolder } = root
  const gated: ArtifactRoot = {
    ...root,
    put: (file, body, signal) => passing(gate, () => root.put(file, body, signal), signal),
    ...(copyFrom && {
      copyFrom: (from, file, signal) => passing(gate, async () => copyFrom.call(root, from, file, signal), signal),
    }),
    ...(removeFolder && {
      removeFolder: (path, signal) => passing(gate, async () => removeFolder.call(root, path, signal), signal),
    }),
  }
  // Spreading forgets what tells that S3 can copy from here.
  const origin = originOf(root)
  return origin ? withOrigin(gated, origin) : gated
}

async function passing<T>(gate: WriteGate, write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const leave = await gate.enter(signal)
  try {
    return await write()
  } finally {
    leave()
  }
}
