import {
  type Link,
  modelVersionId,
  type PromptFields,
  type PromptVersionFields,
  promptFingerprint,
  promptTag,
  promptVersionFingerprint,
} from '@mlferry/core'
import type { ObjectToWrite } from './write-objects.ts'

const nothing = { chunks: [], files: {} }

export function prompt(name: string, given: Partial<PromptFields> = {}, links: readonly Link[] = []): ObjectToWrite {
  const fields: PromptFields = {
    name,
    description: '',
    tags: new Map([[promptTag, 'true']]),
    creationTime: 1_700_000_000_000,
    lastUpdateTime: 1_700_000_000_001,
    extra: {},
    ...given,
  }
  const ref = { kind: 'prompt', id: name }
  return { header: { ref, fields, links, fingerprint: promptFingerprint(fields, links) }, ...nothing }
}

/** A text version; more tags make another of it. */
export function promptVersion(name: string, version: number, given: Partial<PromptVersionFields> = {}): ObjectToWrite {
  const fields: PromptVersionFields = {
    name,
    version,
    description: '',
    aliases: [],
    userId: '',
    tags: promptTags(`text ${version}`),
    creationTime: 1_700_000_000_000,
    lastUpdateTime: 1_700_000_000_001,
    extra: {},
    ...given,
  }
  const ref = { kind: 'promptVersion', id: modelVersionId(name, version) }
  const scope = { kind: 'prompt', id: name }
  return { header: { ref, scope, fields, links: [], fingerprint: promptVersionFingerprint(fields, []) }, ...nothing }
}

export function promptTags(text: string, more: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map([[promptTag, 'true'], ['mlflow.prompt.text', text], ...Object.entries(more)])
}
