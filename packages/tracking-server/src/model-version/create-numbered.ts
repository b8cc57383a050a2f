import { type CreateModelVersion, isOutcomeUnknown, type WireModelVersion } from '@mlferry/client'
import { MlferryError, provenanceTags } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { searchVersions } from './read-model-version.ts'

/** What fills a gap for a moment: no files, no run and no model are involved. */
const nothing = 's3://mlferry/gap'

/** The server gives numbers in turn and never again, so a gap is made by versions that are deleted at once. */
export async function createNumbered(
  version: number,
  create: CreateModelVersion,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WireModelVersion> {
  const { modelVersions } = context.client
  const { name, tags = [] } = create
  let next = (await removeStray(name, context, signal)) + 1
  while (next < version) {
    // Its tag names the version to come: what a kill leaves behind is known by that, and removed the next time.
    const gap = await createOnce({ name, source: nothing, tags, signal }, context, signal)
    await modelVersions.delete({ name, version: String(gap.version), signal })
    next = Number(gap.version) + 1
  }
  const made = await createOnce(create, context, signal)
  if (Number(made.version) === version) return made
  await modelVersions.delete({ name, version: String(made.version), signal })
  throw taken(name, version, context)
}

async function createOnce(
  create: CreateModelVersion,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WireModelVersion> {
  const { modelVersions } = context.client
  return modelVersions.create(create).catch(async (error) => {
    if (!isOutcomeUnknown(error)) throw error
    // The answer was lost: if it was made, it is the newest one with the tag that tells it.
    return (await newestOf(create, context, signal)) ?? modelVersions.create(create)
  })
}

/** Removes what a kill between creation and deletion left: its tag names another number than it has. Returns the highest number. */
async function removeStray(name: string, context: ServerContext, signal: AbortSignal): Promise<number> {
  let highest = 0
  for await (const { version, tags } of searchVersions(name, context, signal)) {
    highest = Math.max(highest, Number(version))
    const source = tagMap(tags).get(provenanceTags.sourceId)
    const sealed = tagMap(tags).has(provenanceTags.fingerprint)
    if (source === undefined || sealed || Number(source.split('/').at(-1)) === Number(version)) continue
    await context.client.modelVersions.delete({ name, version: String(version), signal })
  }
  return highest
}

async function newestOf({ name, tags }: CreateModelVersion, context: ServerContext, signal: AbortSignal) {
  const source = tags?.find(({ key }) => key === provenanceTags.sourceId)?.value
  const found: WireModelVersion[] = []
  for await (const version of searchVersions(name, context, signal)) {
    const own = tagMap(version.tags)
    if (own.get(provenanceTags.sourceId) === source && !own.has(provenanceTags.fingerprint)) found.push(version)
  }
  return found.sort((a, b) => Number(b.version) - Number(a.version))[0]
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
