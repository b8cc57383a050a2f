import type { CreateModelVersion, WireModelVersion } from '@mlferry/client'
import { MlferryError, provenanceTags } from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import type { searchVersions } from './read-model-version.ts'

export interface Numbering {
  readonly version: number
  /** What fills a gap for a moment: no files, no run and no model are involved. */
  readonly filler: Pick<CreateModelVersion, 'source' | 'tags'>
  /** Lists all versions of that name. */
  readonly search: typeof searchVersions
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** The server gives numbers in turn and never again, so a gap is made by versions that are deleted at once. */
export async function createNumbered(create: CreateModelVersion, numbering: Numbering): Promise<WireModelVersion> {
  const { version, filler, context, signal } = numbering
  const { modelVersions } = context.client
  const { name } = create
  // Versions of one name are made one after the other: what others hold is asked once.
  context.highestVersions ??= new Map()
  const known = context.highestVersions
  let highest = known.get(name) ?? (await removeStray(name, numbering))
  known.delete(name)
  refuseGap(version - highest - 1, `the version ${version} of '${name}'`)
  while (highest + 1 < version) {
    // Its tag names the version to come: what a kill leaves behind is known by that, and removed the next time.
    const gap = await createVersion({ name, ...filler, signal }, numbering)
    await modelVersions.delete({ name, version: String(gap.version), signal })
    highest = Number(gap.version)
  }
  const made = await createVersion(create, numbering)
  if (Number(made.version) === version) {
    known.set(name, version)
    return made
  }
  await modelVersions.delete({ name, version: String(made.version), signal })
  throw taken(name, version, context)
}

/** More versions than anybody deletes: such a number is a mistake, or meant to keep a server busy for days. */
const largestGap = 10_000

/** Throws ERR_VERSION_GAP where too many numbers would have to be passed over. */
export function refuseGap(gap: number, what: string): void {
  if (gap <= largestGap) return
  throw new MlferryError('ERR_VERSION_GAP', `${what} leaves ${gap} numbers out.`, {
    hint: `Each would have to be made and deleted; mlferry does that for up to ${largestGap}. Correct the number at its source.`,
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

async function createVersion(create: CreateModelVersion, numbering: Numbering): Promise<WireModelVersion> {
  const { modelVersions } = numbering.context.client
  // If it was made, it is the newest one with the tag that tells it.
  return createOnce(
    () => modelVersions.create(create),
    () => newestOf(create, numbering),
  )
}

/** Removes what a kill between creation and deletion left: its tag names another number than it has. Returns the highest number. */
async function removeStray(name: string, { search, context, signal }: Numbering): Promise<number> {
  let highest = 0
  for await (const there of search(name, context, signal)) {
    highest = Math.max(highest, Number(there.version))
    if (isStray(there)) await context.client.modelVersions.delete({ name, version: String(there.version), signal })
  }
  return highest
}

async function newestOf({ name, tags }: CreateModelVersion, { search, context, signal }: Numbering) {
  const [source, mark] = [provenanceTags.sourceId, provenanceTags.fingerprint]
  const wanted = tagMap(tags)
  const found: WireModelVersion[] = []
  for await (const version of search(name, context, signal)) {
    const own = tagMap(version.tags)
    if (own.get(source) === wanted.get(source) && own.get(mark) === wanted.get(mark)) found.push(version)
  }
  return found.sort((a, b) => Number(b.version) - Number(a.version))[0]
}

/** Ours, unfinished, and with another number than it has at its source. */
function isStray({ version, tags }: WireModelVersion): boolean {
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
