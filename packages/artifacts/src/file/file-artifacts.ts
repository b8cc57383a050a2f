import { hostname } from 'node:os'
import { delimiter, resolve } from 'node:path'
import type { MlflowClient } from '@mlferry/client'
import { type ArtifactRoot, folderArtifactRoot, isInside, MlferryError, redact } from '@mlferry/core'
import type { ArtifactContext, ArtifactProvider } from '../artifact-provider.ts'
import { ownerOf, servedRoot } from '../served/served-root.ts'
import { leadsBelow, localFolder, lookAtFolder } from './local-folder.ts'
import { sharedRoot } from './shared-root.ts'

/**
 * `file:` URIs and plain paths: files on a disk that this machine and the tracking server share. Files elsewhere, and those whose path
 * is relative, come through the server where it serves them.
 */
export const fileArtifacts: ArtifactProvider = createFileArtifacts()

function createFileArtifacts(): ArtifactProvider {
  const seen = new WeakSet<MlflowClient>()
  return {
    name: 'file',
    handles: (uri) => uri.startsWith('file:') || !/^[a-z][a-z0-9+.-]+:/i.test(uri),
    async look(uri, context) {
      const folder = localFolder(uri)
      if (folder === undefined) throw relative(uri)
      if (!isReachable(folder, context)) throw elsewhere(uri, context)
      return lookAtFolder(folder)
    },
    async open(uri, context) {
      if (uri === '') return noFiles
      const folder = localFolder(uri)
      if (folder === undefined) {
        // The folder that a server runs in may hold its database.
        if (!leadsBelow(uri)) throw relative(uri)
        return throughServer(uri, context, relative(uri))
      }
      if (!isReachable(folder, context)) return throughServer(uri, context, elsewhere(uri, context))
      const owner = ownerOf(context)
      if (!owner) return folderArtifactRoot(folder)
      return sharedRoot(folder, { uri, owner, client: context.client, around: context.folder?.uri, seen })
    },
  }
}

/** The path is the word of a server: on another machine it may mean any folder of this one. */
function isReachable(folder: string, { client, env = process.env }: ArtifactContext): boolean {
  return isHere(client.baseUrl.hostname) || isShared(folder, env.MLFERRY_SHARED_FOLDERS)
}

/** Throws `reason` where the server has no route for these files. */
function throughServer(uri: string, context: ArtifactContext, reason: MlferryError): ArtifactRoot {
  const owner = ownerOf(context)
  if (!owner) throw reason
  return servedRoot({ uri, owner, client: context.client, unwritable: reason })
}

/** An object without an address of its own has no files, and takes none. */
const noFiles: ArtifactRoot = {
  uri: '',
  async *list() {},
  async *open(path) {
    yield* []
    throw new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact ${path}: its object has no place for files.`)
  },
  async put({ path }) {
    throw new MlferryError(
      'ERR_INVALID_ARTIFACT_URI',
      `No place for ${path}: the server names none for the files of its object.`,
    )
  },
}

function relative(uri: string): MlferryError {
  return new MlferryError(
    'ERR_ARTIFACTS_RELATIVE',
    `Artifacts at ${redact(uri, 500)}: the path is not absolute, so only the tracking server knows which folder it means.`,
    {
      hint: 'Start the server with an absolute artifact root, or serve artifacts through it (mlflow server --serve-artifacts).',
    },
  )
}

function elsewhere(uri: string, { client }: ArtifactContext): MlferryError {
  const host = client.baseUrl.hostname
  return new MlferryError('ERR_ARTIFACTS_ELSEWHERE', `Artifacts at ${redact(uri, 500)} are on the disk of ${host}.`, {
    hint: 'If this machine has the same disk, name the folder in MLFERRY_SHARED_FOLDERS. Otherwise run mlferry there, or serve artifacts through the tracking server (mlflow server --serve-artifacts).',
  })
}

function isHere(host: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', hostname()].includes(host)
}

/** Folders that the user says are the same here and there, as PATH lists them. */
function isShared(folder: string, shared = ''): boolean {
  const roots = shared.split(delimiter).filter(Boolean)
  return roots.some((root) => isInside(resolve(root), resolve(folder)))
}
