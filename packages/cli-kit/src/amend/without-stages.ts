import { isOfKind, type ModelVersionFields, modelVersionFingerprint } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** Versions arrive without stage and aliases. Their fingerprint says so: a later copy with them brings them. */
export function withoutStages(): Amend {
  return (header) => {
    if (!isOfKind(header, 'modelVersion')) return header
    const fields: ModelVersionFields = { ...header.fields, stage: 'None', aliases: [] }
    return { ...header, fields, fingerprint: modelVersionFingerprint(fields, header.links) }
  }
}
