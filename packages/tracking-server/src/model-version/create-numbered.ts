import type { CreateModelVersion, WireModelVersion, WireTag } from '@mlferry/client'
import { MlferryError, provenanceTags } from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import type { searchVersions } from './read-model-version.ts'

/** On what fills a gap. MLflow keeps it when the version is deleted, where nobody can take it away: so it does not name mlferry. */
const fillerMark: WireTag = { key: 'unused-version-number', value: 'true' }

export interface Numbering {
  readonly version: number
  /** What fills a gap for a moment: no files, no run and no model are involved. */
  readonly filler: { readonly source: string; readonly tags: readonly WireTag[] }
  /** Lists all versions of that name. */
  readonly search: typeof searchVersions
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/**
 * The server gives numbers in turn and never again, so a gap is made by versions that are deleted, each once the next one is there: a
 * listing shows no number of a deleted one, and whoever goes on after a kill has to see how far it is. The mark is left out while
 * there is one to delete.
 */
export async function createNumbered(create: CreateModelVersion, numbering: Numbering): Promise<WireModelVersion> {
  const { version, filler, context } = numbering
  const { name, tags = [] } = create
  // Versions of one name are made one after the other: what others hold is asked once.
  const known = context.memory.highestVersions
  const highest = known.get(name)
  // A model that was replaced begins anew.
  const isKnown = highest !== undefined && highest < version
  let last = isKnown ? { number: highest, isStray: false } : await removeStrays(name, numbering)
  known.delete(name)
  refuseGap(version - last.number - 1, `the version ${version} of '${name}'`)
  while (last.number + 1 < version) {
    const gap = await follow(last, { name, source: filler.source, tags: [...filler.tags, fillerMark] }, numbering)
    last = { number: Number(gap.version), isStray: true }
  }
  if (last.number >= version) {
    if (last.isStray) await remove(name, last.number, numbering)
    throw taken(name, version, context)
  }
  const sent = last.isStray ? tags.filter(({ key }) => key !== provenanceTags.fingerprint) : tags
  const made = await follow(last, { ...create, tags: sent }, numbering)
  if (Number(made.version) === version) {
    known.set(name, version)
    return { ...made, tags: sent }
  }
  await withdraw(name, Number(made.version), numbering)
  throw taken(name, version, context)
}

/** A call that was sent before the lease was lost may arrive after it: what it made goes all the same. */
async function withdraw(name: string, number: number, numbering: Numbering): Promise<void> {
  try {
    await remove(name, number, numbering)
  } catch (error) {
    numbering.context.memory.late.undoLater(({ modelVersions }, signal) =>
      modelVersions.delete({ name, version: String(number), signal }),
    )
    throw error
  }
}

/** The version of the highest number that shows. */
interface Last {
  readonly number: number
  /** Ours, and there for its number alone. */
  readonly isStray: boolean
}

/** Makes the next version; the one before goes when it was there for its number alone. */
async function follow(last: Last, create: CreateModelVersion, numbering: Numbering): Promise<WireModelVersion> {
  const made = await createVersion(create, { ...numbering, above: last.number })
  if (last.isStray) await remove(create.name, last.number, numbering)
  return made
}

async function remove(
  name: string,
  number: number,
  { context, signal }: Pick<Numbering, 'context' | 'signal'>,
): Promise<void> {
  await context.client.modelVersions.delete({ name, version: String(number), signal })
}

/** More versions than anybody deletes: such a number is a mistake, or meant to keep a server busy for days. */
const largestGap = 10_000

/** Throws ERR_VERSION_GAP where too many numbers would have to be passed over. */
export function refuseGap(gap: number, what: string): void {
  if (gap <= largestGap) return
  throw new MlferryError('ERR_VERSION_GAP', `There is a gap of ${gap} numbers before ${what}.`, {
    hint: `mlferry fills gaps of up to ${largestGap} numbers. Correct the number at its source.`,
  })
}

/** Throws what `createNumbered` would for a number that is behind the newest one, as far as a listing shows. */
export async function foreseeNumber(
  name: string,
  { version, search, context, signal }: Omit<Numbering, 'filler'>,
): Promise<void> {
  for await (const there of search(name, context, signal)) {
    if (!isStray(there) && Number(there.version) >= version) throw taken(name, version, context)
  }
}

async function createVersion(create: CreateModelVersion, numbering: Numbering & { readonly above: number }) {
  const { modelVersions } = numbering.context.client
  return createOnce(
    () => modelVersions.create({ ...create, signal: numbering.signal }),
    () => madeAbove(create, numbering),
  )
}

/** Removes what a kill between creation and deletion left, but for the one that shows how far the numbers are. */
export async function removeStrays(
  name: string,
  numbering: Pick<Numbering, 'search' | 'context' | 'signal'>,
): Promise<Last> {
  let last: Last = { number: 0, isStray: false }
  const strays: number[] = []
  for await (const there of numbering.search(name, numbering.context, numbering.signal)) {
    const number = Number(there.version)
    if (isStray(there)) strays.push(number)
    if (number > last.number) last = { number, isStray: isStray(there) }
  }
  for (const number of strays) if (number !== last.number) await remove(name, number, numbering)
  return last
}

/** If it was made, it has a number beyond the last one, and the tag that tells whose copy it is. */
async function madeAbove(
  { name, tags }: CreateModelVersion,
  { above, search, context, signal }: Numbering & { readonly above: number },
): Promise<WireModelVersion | undefined> {
  const source = tagMap(tags).get(provenanceTags.sourceId)
  const isMade = (there: WireModelVersion) =>
    source === undefined ? isStray(there) : tagMap(there.tags).get(provenanceTags.sourceId) === source
  for await (const version of search(name, context, signal)) {
    if (Number(version.version) > above && isMade(version)) return version
  }
  return undefined
}

/** There to fill a gap. Earlier releases marked it as an unfinished copy, with another number than it has at its source. */
export function isStray({ version, tags }: WireModelVersion): boolean {
  if (tagMap(tags).has(fillerMark.key)) return true
  const source = tagMap(tags).get(provenanceTags.sourceId)
  const sealed = tagMap(tags).has(provenanceTags.fingerprint)
  return source !== undefined && !sealed && Number(source.split('/').at(-1)) !== Number(version)
}

function taken(name: string, version: number, { label }: ServerContext): MlferryError {
  return new MlferryError(
    'ERR_VERSION_NUMBER_TAKEN',
    `${label} has used the number ${version} of the model '${name}' already.`,
    {
      hint: 'A version never gets another number. Import under another name (--model-rename-file), or remove the model there first.',
    },
  )
}
