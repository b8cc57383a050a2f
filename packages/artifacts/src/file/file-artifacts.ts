import { access } from 'node:fs/promises'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { folderArtifactRoot, MlferryError } from '@mlferry/core'
import type { ArtifactProvider } from '../artifact-provider.ts'

/** `file:` URIs and plain paths: files on a disk that this machine and the tracking server share. */
export const fileArtifacts: ArtifactProvider = {
  name: 'file',
  handles: (uri) => uri.startsWith('file:') || !/^[a-z][a-z0-9+.-]+:/i.test(uri),
  async open(uri, { client }) {
    const folder = uri.startsWith('file:') ? pathOf(uri) : uri
    // The path was written down by the server: on another machine it means nothing, and a write there would go nowhere.
    if (!isHere(client.baseUrl.hostname) && !(await exists(folder))) {
      throw new MlferryError(
        'ERR_ARTIFACTS_ELSEWHERE',
        `Artifacts at ${uri} lie on the disk of ${client.baseUrl.hostname}.`,
        {
          hint: 'Run mlferry on that machine, or serve artifacts through the tracking server (mlflow server --serve-artifacts).',
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

async function exists(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  )
}
