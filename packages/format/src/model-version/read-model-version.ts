import {
  type Link,
  type ModelVersionFields,
  type ModelVersionHeader,
  modelVersionFingerprint,
  modelVersionId,
  ownTags,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readTexts, text, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'
import { versionLinks } from './version-links.ts'

export interface VersionSurroundings {
  /** Of its model. */
  readonly name: string
  /** What mlferry noted about it; undefined: another tool wrote it. */
  readonly stanza: JsonObject | undefined
  /** Those that its model gives it. */
  readonly aliases: readonly string[]
  /** Address of its run's artifacts, where known. */
  readonly runRoot: string | undefined
}

/** The header of a version in a model.json that its schema took. */
export function readModelVersion(version: JsonObject, around: VersionSurroundings): ModelVersionHeader {
  const { name, stanza, runRoot } = around
  const tags = readTexts(version.tags)
  const links = linksIn(stanza) ?? versionLinks(version, runRoot)
  const aliases = new Set([...((version.aliases ?? []) as readonly string[]), ...around.aliases])
  const fields: ModelVersionFields = {
    name,
    version: Number(version.version),
    description: text(version.description),
    stage: text(version.current_stage) || 'None',
    aliases: [...aliases].sort(),
    source: text(version.source),
    artifactUri: stanza ? text(stanza.artifactUri) : addressOf(version, links),
    runLink: text(version.run_link),
    userId: text(version.user_id),
    status: text(version.status) || 'READY',
    tags: ownTags(tags),
    creationTime: (version.creation_timestamp as number | null | undefined) ?? null,
    lastUpdateTime: (version.last_updated_timestamp as number | null | undefined) ?? null,
    extra: (stanza?.extra as JsonObject | undefined) ?? unknownMembers(version, known),
  }
  return {
    ref: { kind: 'modelVersion', id: modelVersionId(name, fields.version) },
    scope: { kind: 'registeredModel', id: name },
    fields,
    links,
    fingerprint: modelVersionFingerprint(fields, links),
    ...readOrigin(stanza?.origin, tags),
  }
}

const known = new Set([
  'name',
  'version',
  'description',
  'current_stage',
  'aliases',
  'source',
  'run_id',
  'run_link',
  'user_id',
  'status',
  'tags',
  'model_id',
  'creation_timestamp',
  'last_updated_timestamp',
  '_creation_timestamp',
  '_last_updated_timestamp',
  '_run_artifact_uri',
  '_experiment_name',
  '_download_uri',
])

/** Where its files could be read at the source, as far as the file tells. */
function addressOf({ source }: JsonObject, links: readonly Link[]): string {
  const linked = links.some(({ field }) => field === 'model' || field === 'files')
  return linked || /^(?:models|runs):/.test(text(source)) ? '' : text(source)
}
