import {
  type Header,
  type Link,
  type LoggedModelFields,
  loggedModelFingerprint,
  type ModelVersionFields,
  modelVersionFingerprint,
  modelVersionId,
  type RegisteredModelFields,
  registeredModelFingerprint,
} from '@mlferry/core'
import type { ObjectToWrite } from './write-objects.ts'

export interface SampleLoggedModel {
  readonly in?: string
  readonly fields?: Partial<LoggedModelFields>
  readonly links?: readonly Link[]
  readonly files?: Readonly<Record<string, string>>
}

export function loggedModel(id: string, sample: SampleLoggedModel = {}): ObjectToWrite {
  const { in: scope = '1', links = [], files = {} } = sample
  const fields: LoggedModelFields = {
    name: 'model',
    modelType: '',
    status: 'READY',
    statusMessage: '',
    artifactUri: `mlflow-artifacts:/${scope}/models/${id}/artifacts`,
    creationTime: 1_700_000_000_123,
    lastUpdateTime: null,
    params: new Map(),
    tags: new Map(),
    metrics: [],
    extra: {},
    ...sample.fields,
  }
  const header: Header<LoggedModelFields> = {
    ref: { kind: 'loggedModel', id },
    scope: { kind: 'experiment', id: scope },
    fields,
    links,
    fingerprint: loggedModelFingerprint(fields, links),
  }
  return { header, chunks: [], files }
}

export function registeredModel(name: string, fields: Partial<RegisteredModelFields> = {}): ObjectToWrite {
  const all: RegisteredModelFields = {
    name,
    description: '',
    tags: new Map(),
    creationTime: 1_700_000_000_000,
    lastUpdateTime: null,
    extra: {},
    ...fields,
  }
  const header: Header<RegisteredModelFields> = {
    ref: { kind: 'registeredModel', id: name },
    fields: all,
    links: [],
    fingerprint: registeredModelFingerprint(all),
  }
  return { header, chunks: [], files: {} }
}

export interface SampleVersion {
  readonly fields?: Partial<ModelVersionFields>
  readonly links?: readonly Link[]
  /** The other ends of its links are in the directory. */
  readonly settled?: boolean
  readonly files?: Readonly<Record<string, string>>
}

export function modelVersion(name: string, version: number, sample: SampleVersion = {}): ObjectToWrite {
  const { links = [], settled = false, files = {} } = sample
  const fields: ModelVersionFields = {
    name,
    version,
    description: '',
    stage: 'None',
    aliases: [],
    source: `s3://bucket/models/${version}`,
    artifactUri: `s3://bucket/models/${version}`,
    runLink: '',
    userId: '',
    status: 'READY',
    tags: new Map(),
    creationTime: 1_700_000_000_000,
    lastUpdateTime: 1_700_000_000_001,
    extra: {},
    ...sample.fields,
  }
  const header: Header<ModelVersionFields> = {
    ref: { kind: 'modelVersion', id: modelVersionId(name, version) },
    scope: { kind: 'registeredModel', id: name },
    fields,
    links,
    fingerprint: modelVersionFingerprint(fields, links),
  }
  return { header, chunks: [], files, settled: settled ? links : [] }
}

export function runLink(field: 'run' | 'sourceRun', id: string): Link {
  return { field, to: { kind: 'run', id } }
}

export function filesLink(run: string, path: string): Link {
  return { field: 'files', to: { kind: 'run', id: run }, data: { path } }
}

export function modelLink(id: string): Link {
  return { field: 'model', to: { kind: 'loggedModel', id } }
}
