import {
  type Header,
  type Link,
  type MetricChunk,
  type OpenContext,
  putBytes,
  type TargetJob,
  type Writer,
} from '@mlferry/core'

export interface ObjectToWrite {
  readonly header: Header
  readonly chunks: readonly MetricChunk[]
  readonly files: Readonly<Record<string, string>>
  /** Links whose other end is in the directory already. */
  readonly settled?: readonly Link[]
}

export const signal: AbortSignal = new AbortController().signal

export const noContext: OpenContext = {
  key: '',
  earlier: undefined,
  scope: undefined,
  links: [],
  sourceUri: 'http://source',
}

/** Writes objects the way a job does, each whole, and completes. */
export async function writeObjects(target: TargetJob, objects: readonly ObjectToWrite[]): Promise<void> {
  for (const object of objects) await writeObject(target, object)
  await target.complete(signal)
}

export async function writeObject(target: TargetJob, object: ObjectToWrite): Promise<Writer> {
  const { header, settled = [] } = object
  await using writer = await target.open(header, { ...noContext, links: settled }, signal)
  await fill(writer, object)
  await writer.link(
    settled,
    header.links.filter((link) => !settled.includes(link)),
  )
  await writer.seal(header.fingerprint)
  return writer
}

/** All content, unsealed. */
export async function fill(writer: Writer, { header, chunks, files }: ObjectToWrite): Promise<void> {
  for (const chunk of chunks) await writer.write({ type: 'metrics', of: header.ref, chunk })
  for (const [path, text] of Object.entries(files)) {
    if (writer.artifacts) await putBytes(writer.artifacts, { path, bytes: Buffer.from(text) }, signal)
  }
}
