import type { WireModelVersion } from '@mlferry/client'
import {
  type Link,
  type ModelVersionFields,
  type ModelVersionHeader,
  modelVersionFingerprint,
  modelVersionId,
  originOf,
  ownTags,
} from '@mlferry/core'
import { keptModelAt } from '../logged-model/kept-logged-model.ts'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

export interface VersionFacts {
  readonly aliases: readonly string[]
  /** Where the artifacts of its run lie. */
  readonly runRoot: string | undefined
  /** The logged model whose files it has, where neither its source nor the server tells. */
  readonly modelId?: string | undefined
  /** Where its files can be read; empty where a link tells. */
  readonly download: string
}

/** A version as the server lists it, in core names. */
export function modelVersionHeader(
  wire: WireModelVersion,
  { aliases, runRoot, modelId, download }: VersionFacts,
): ModelVersionHeader {
  const { name, run_id, source = '', creation_timestamp, last_updated_timestamp } = wire
  const tags = tagMap(wire.tags)
  const version = Number(wire.version)
  const fields: ModelVersionFields = {
    name,
    version,
    description: wire.description ?? '',
    stage: wire.current_stage || 'None',
    aliases: [...aliases].sort(),
    // MLflow names the model itself since 3.0: so one address of it is equal to another.
    source: modelId ? `models:/${modelId}` : source,
    artifactUri: download,
    runLink: wire.run_link ?? '',
    userId: wire.user_id ?? '',
    status: wire.status ?? 'READY',
    tags: ownTags(tags),
    creationTime: wireTime(creation_timestamp),
    lastUpdateTime: wireTime(last_updated_timestamp),
    extra: {},
  }
  const links: Link[] = [
    ...(run_id ? [{ field: 'run', to: { kind: 'run', id: run_id } }] : []),
    ...linkOf({ runId: run_id, runRoot, modelId: wire.model_id || modelId }, [source, download]),
  ]
  return {
    ref: { kind: 'modelVersion', id: modelVersionId(name, version) },
    scope: { kind: 'registeredModel', id: name },
    fields,
    links,
    fingerprint: modelVersionFingerprint(fields, links),
    ...originOf(tags),
  }
}

interface VersionSource {
  readonly source: string
  readonly runId: string | undefined
  readonly runRoot: string | undefined
  readonly modelId: string | undefined
}

/** By the first address that tells: a source may be another version, whose own source is where its files can be read. */
function linkOf(version: Omit<VersionSource, 'source'>, addresses: readonly string[]): Link[] {
  for (const source of addresses) {
    const links = sourceLink({ ...version, source })
    if (links.length > 0) return links
  }
  return []
}

/** What the files of a version belong to: a logged model, or a folder of a run. */
function sourceLink({ source, runId, runRoot, modelId }: VersionSource): Link[] {
  const model = /^models:\/(m-[^/]+)\/?$/.exec(source)?.[1] ?? modelId
  if (model) return [{ field: 'model', to: { kind: 'loggedModel', id: model } }]
  const kept = keptModelAt(source)
  if (kept) return [{ field: 'model', to: kept }]
  const [, ofRun, path] = /^runs:\/+([^/]+)\/?(.*)$/s.exec(source) ?? []
  if (ofRun !== undefined) return [filesLink(ofRun, path ?? '')]
  if (!runId || !runRoot) return []
  const root = runRoot.replace(/\/+$/, '')
  if (source.replace(/\/+$/, '') === root) return [filesLink(runId, '')]
  return source.startsWith(`${root}/`) ? [filesLink(runId, source.slice(root.length + 1).replace(/\/+$/, ''))] : []
}

function filesLink(run: string, path: string): Link {
  return { field: 'files', to: { kind: 'run', id: run }, data: { path } }
}
