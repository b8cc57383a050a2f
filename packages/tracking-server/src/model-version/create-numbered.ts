import { type CreateModelVersion, isOutcomeUnknown, type WireModelVersion } from '@mlferry/client'
import { MlferryError, provenanceTags } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { searchVersions } from './read-model-version.ts'

/** The server gives numbers in turn and never again, so a gap is made by versions that are deleted at once. */
export async function createNumbered(
  version: number,
  create: CreateModelVersion,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WireModelVersion> {
  const { modelVersions } = context.client
  const { name } = create
  await removeStray(name, context, signal)
  for (;;) {
    const made = await modelVersions.create(create).catch(async (error) => {
      if (!isOutcomeUnknown(error)) throw error
      // The answer was lost: if it was made, it is the newest one, with the tags that tell it.
      const found = await newestOf(create, context, signal)
      return found ?? modelVersions.create(create)
    })
    const number = Number(made.version)
    if (number === version) return made
    await modelVersions.delete({ name, version: String(number), signal })
    if (number > version) throw taken(name, version, context)
  }
}

/** What a kill between creation and deletion left: its tag names another number than it has. */
async function removeStray(name: string, context: ServerContext, signal: AbortSignal): Promise<void> {
  for await (const { version, tags } of searchVersions(name, context, signal)) {
    const source = tagMap(tags).get(provenanceTags.sourceId)
    const sealed = tagMap(tags).has(provenanceTags.fingerprint)
    if (source === undefined || sealed || Number(source.split('/').at(-1)) === Number(version)) continue
    await context.client.modelVersions.delete({ name, version: String(version), signal })
  }
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
