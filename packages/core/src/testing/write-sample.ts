import type { OpenContext, Target, Written } from '../contracts/target.ts'
import { putBytes } from '../files/put-bytes.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { SampleObject } from './sample-objects.ts'

const signal = new AbortController().signal

interface Writing {
  readonly scope?: Ref
  readonly earlier?: Written
  readonly links?: readonly Link[]
  readonly pending?: readonly Link[]
  readonly mark?: boolean
}

/** Writes one object the way a job does. */
export async function writeObject(
  target: Target,
  { header, chunks, files }: SampleObject,
  writing: Writing,
): Promise<Ref> {
  const { scope, earlier, links = [], pending = [], mark = true } = writing
  const context: OpenContext = { key: header.ref.id, earlier, scope, links, sourceUri: 'http://source' }
  await using writer = await target.open(header, context, signal)
  for (const chunk of chunks) await writer.write({ type: 'metrics', of: header.ref, chunk })
  for (const [path, text] of Object.entries(files)) {
    if (writer.artifacts) await putBytes(writer.artifacts, { path, bytes: Buffer.from(text) }, signal)
  }
  await writer.link(links, pending)
  await writer.seal(mark ? header.fingerprint : undefined)
  return writer.ref
}

/** Writes an experiment and its runs, parents first. */
export async function writeSample(
  target: Target,
  [experiment, ...runs]: readonly SampleObject[],
): Promise<{ experiment: Ref }> {
  if (!experiment) throw new Error('no sample')
  const scope = await writeObject(target, experiment, {})
  const refs = new Map<string, Ref>()
  for (const run of runs) {
    const links = run.header.links.map((link) => ({ ...link, to: refs.get(link.to.id) ?? link.to }))
    refs.set(run.header.ref.id, await writeObject(target, run, { scope, links }))
  }
  return { experiment: scope }
}
