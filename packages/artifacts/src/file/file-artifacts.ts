import { hostname } from 'node:os'
import { delimiter, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folderArtifactRoot, isInside, MlferryError, redact } from '@mlferry/core'
import type { ArtifactProvider } from '../artifact-provider.ts'

/** `file:` URIs and plain paths: files on a disk that this machine and the tracking server share. */
export const fileArtifacts: ArtifactProvider = {
  name: 'file',
  handles: (uri) => uri.startsWith('file:') || !/^[a-z][a-z0-9+.-]+:/i.test(uri),
  async open(uri, { client, env = process.env }) {
    const folder = uri.startsWith('file:') ? pathOf(uri) : uri
    // The path is the word of a server: on another machine it may mean any folder of this one.
    if (!isHere(client.baseUrl.hostname) && !isShared(folder, env.MLFERRY_SHARED_FOLDERS)) {
      throw new MlferryError(
        'ERR_ARTIFACTS_ELSEWHERE',
        `Artifacts at ${redact(uri, 500)} lie on the disk of ${client.baseUrl.hostname}.`,
        {
          hint: 'If this machine has the same disk, name the folder in MLFERRY_SHARED_FOLDERS; else run mlferry there, or serve artifacts through the tracking server (mlflow server --serve-artifacts).',
        },
      )
    }
    return folderArtifactRoot(folder)
  },
}

/** MLflow writes `file:///path` percent-encoded, and older servers `file:/path` or `file:path` as they are. */
function pathOf(uri: string): string {
  return uri.startsWith('file:///')
    ? fileURLToPath(uri.replace(/[?#]/g, encodeURIComponent))
    : uri.slice('file:'.length)
}

function isHere(host: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', hostname()].includes(host)
}

/** Folders that the user says are the same here and there, as PATH lists them. */
function isShared(folder: string, shared = ''): boolean {
  const roots = shared.split(delimiter).filter(Boolean)
  return roots.some((root) => isInside(resolve(root), resolve(folder)))
}
