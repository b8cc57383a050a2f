import type { Header, Link, OpenContext, PromptVersionFields, Ref, Writer, Written } from '@mlferry/core'
import { idListOfLinks, pendingTags, runIdsTag, settledTags } from '@mlferry/core'
import {
  existingVersion,
  ModelVersionWriter,
  versionProvenance,
  writtenVersions,
} from '../model-version/write-model-version.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { tagMap } from '../server/tag-map.ts'
import { holdsModels } from '../server/why-missing.ts'
import { promptVersionHeader, searchPromptVersions } from './read-prompt-version.ts'

export async function* writtenPromptVersions(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const scope = scopes?.[0]
  if (!scope) return
  const links = { runs: 'run' }
  const ofPrompt = {
    kind: 'promptVersion',
    name: scope.id,
    search: searchPromptVersions,
    links,
    headerOf: promptVersionHeader,
  }
  yield await writtenVersions(ofPrompt, context, signal)
}

export async function openPromptVersion(
  object: Header<PromptVersionFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = { ...object.fields, stage: 'None', runLink: '' }
  const existing = await existingVersion(fields, opening, context, signal)
  const source = promptSource(context)
  const ways = { filler: source, search: searchPromptVersions }
  const provenance = versionProvenance(object, opening, existing)
  const { kind } = object.ref
  return new PromptVersionWriter({ kind, existing, place: { source }, fields, provenance, ...ways, context, signal })
}

class PromptVersionWriter extends ModelVersionWriter {
  override async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.linkTags = [...idListOfLinks(resolved, this.there, runIdsTag), ...pendingTags(pending)]
  }
}

/** Adds the runs that came later, and forgets that they were waited for. */
export async function relinkPromptVersion(
  { id }: Ref,
  { resolved, pending }: RelinkLinks,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { modelVersions } = client
  const end = id.lastIndexOf('/')
  const version = { name: id.slice(0, end), version: id.slice(end + 1), signal }
  const there = tagMap((await modelVersions.get(version)).tags)
  for (const { key, value } of [...idListOfLinks(resolved, there, runIdsTag), ...pendingTags(pending)]) {
    if (there.get(key) !== value) await modelVersions.setTag({ ...version, key, value })
  }
  for (const key of settledTags(resolved, pending)) {
    if (there.has(key)) await modelVersions.deleteTag({ ...version, key })
  }
}

/** What stands for the address of files, which a prompt has none of. Servers older than prompts take no source that is no address. */
function promptSource(context: ServerContext): string {
  const takesAny = context.version === undefined ? holdsModels(context) : isAtLeast(context.version, 2, 21)
  return takesAny ? 'dummy-source' : 's3://mlferry/prompt'
}
