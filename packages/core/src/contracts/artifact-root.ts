import type { MlferryError } from '../errors/mlferry-error.ts'

/** A file below an artifact root. `path` uses `/`, is relative and never leaves the root. */
export interface ArtifactFile {
  readonly path: string
  /** Bytes; undefined where the store does not say. */
  readonly size: number | undefined
  /** Lower-case hex, where the store knows one. */
  readonly sha256?: string
}

/** Opens the bytes from `start` on. Called again after a cut: every call must give the same bytes. */
export type ArtifactBody = (start: number) => AsyncIterable<Uint8Array>

export interface ArtifactRoot {
  /** Without secrets. */
  readonly uri: string
  /** Every file below the root, at any depth, each once; ends even where a listing contains itself. No files: nothing. */
  list(signal: AbortSignal): AsyncIterable<ArtifactFile>
  /** Throws ERR_ARTIFACT_NOT_FOUND for a file that is not there. Resumes by itself after a cut connection. */
  open(path: string, range: { readonly start: number }, signal: AbortSignal): AsyncIterable<Uint8Array>
  /**
   * Writes the whole file, replacing one that is there; a file half written is never seen. Returns what arrived: its size is
   * always known. Throws ERR_ARTIFACT_SIZE when that is not `file.size`, ERR_UNSAFE_PATH for a path that would leave the root.
   */
  put(file: ArtifactFile, body: ArtifactBody, signal: AbortSignal): Promise<ArtifactFile>
  /** What `put` and `open` would throw for a name alone, found out without I/O. Absent: every name is taken. */
  nameProblem?(path: string): MlferryError | undefined
  /** Takes a file from where it lies. undefined: not possible, stream it. */
  copyFrom?(from: ArtifactRoot, file: ArtifactFile, signal: AbortSignal): Promise<ArtifactFile | undefined>
  /** Takes away a folder with all that is in it, for good where the store keeps old versions. Only for one that the caller made. */
  removeFolder?(path: string, signal: AbortSignal): Promise<void>
}
