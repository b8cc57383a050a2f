import {
  bucketRegion,
  openArtifactRoot,
  type PresignedTransfers,
  presignedTransfers,
  probePresigned,
} from '@mlferry/artifacts'
import { isHttpError } from '@mlferry/client'
import { type ArtifactRoot, type Finding, findingOf, isMlferryError } from '@mlferry/core'
import type { ServerConnection } from '../server/server-context.ts'
import { artifactStore } from './artifact-store.ts'

export interface ArtifactChecks {
  /** Puts a file of its own and takes it away again. */
  readonly write: boolean
  readonly signal: AbortSignal
}

const folder = 'mlferry-check'
const file = { path: `${folder}/check.txt`, size: 8 }

/** The permission to list and get where the server keeps artifacts; and to put and delete there. */
export async function* checkArtifacts(context: ServerConnection, checks: ArtifactChecks): AsyncGenerator<Finding> {
  const { signal } = checks
  const uri = await artifactStore(context, signal)
  if (uri === undefined) {
    const found = 'No experiment shows where the server keeps artifacts: their place is first tried by the copy.'
    yield { check: 'artifacts', status: 'skipped', found }
    return
  }
  try {
    const root = await openArtifactRoot(uri, context)
    yield { check: 'artifacts', status: 'ok', found: `at ${root.uri}` }
    const signed = presignedTransfers(uri.startsWith('s3:') ? (context.env ?? process.env) : {})
    yield* checkSigned(signed, context, checks)
    yield* checkRoot(root, signed, checks)
    yield* checkRegion(root, context, signal)
  } catch (error) {
    // Files are lost then, and said to be; all else is copied.
    const elsewhere = isMlferryError(error) && /^ERR_ARTIFACTS_(UNSUPPORTED|ELSEWHERE|RELATIVE)$/.test(error.code)
    yield findingOf('artifacts', error, elsewhere ? 'warning' : 'failed')
  }
}

/** Whether the server signs addresses, in the ways in which files are to pass by these. */
async function* checkSigned(
  { upload, download }: PresignedTransfers,
  { client }: ServerConnection,
  { write, signal }: ArtifactChecks,
): AsyncGenerator<Finding> {
  if (upload && write) yield await step('signed upload', () => probePresigned('upload', client, signal))
  if (download) yield await step('signed download', () => probePresigned('download', client, signal))
}

async function* checkRoot(
  root: ArtifactRoot,
  { upload, download }: PresignedTransfers,
  { write, signal }: ArtifactChecks,
): AsyncGenerator<Finding> {
  const put = write && !upload ? await step('put', () => root.put(file, text, signal)) : undefined
  if (put) yield put
  if (!download) {
    yield await step('list', async () => {
      for await (const _ of root.list(signal)) break
    })
    yield await step('get', () => getFile(root, signal))
  }
  if (put?.status !== 'ok' || !root.removeFolder) return
  const removed = await step('delete', async () => root.removeFolder?.(folder, signal))
  if (removed.status === 'ok') yield removed
  // No copy needs this permission.
  else yield { ...removed, status: 'warning', found: `The file ${file.path} of this check stays: ${removed.found}` }
}

async function* text(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('mlferry\n')
}

/** A file that is not there is told only to those who may read it. */
async function getFile(root: ArtifactRoot, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of root.open(file.path, { start: 0 }, signal)) break
  } catch (error) {
    if (!isMlferryError(error) || error.code !== 'ERR_ARTIFACT_NOT_FOUND') throw error
  }
}

async function step(name: string, work: () => Promise<unknown>): Promise<Finding> {
  const check = `artifacts: ${name}`
  try {
    await work()
    return { check, status: 'ok', found: 'allowed' }
  } catch (error) {
    const finding = findingOf(check, error)
    // An MLflow server with permissions for each experiment may refuse files outside of them, and take those of one's own.
    if (!isHttpError(error) || error.status !== 403) return finding
    return {
      ...finding,
      status: 'warning',
      cure: 'This check names no experiment. In your own experiments it may be allowed.',
    }
  }
}

async function* checkRegion(
  root: ArtifactRoot,
  { client: { service } }: ServerConnection,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  if (service?.region === undefined) return
  const check = 'artifacts: region'
  // Where it fails, listing failed too, and said why.
  const region = await bucketRegion(root, signal).catch(() => undefined)
  if (region === service.region) yield { check, status: 'ok', found: `${region}, as the server` }
  else if (region !== undefined) {
    const found = `${root.uri} lies in ${region}, the server in ${service.region}: SageMaker does not support that.`
    yield { check, status: 'failed', found, cure: 'Give the server a bucket in its own region.' }
  }
}
