import { type ExperimentFields, experimentFingerprint, isOfKind } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** The experiment of this id arrives under another name; undefined: whatever experiment there is. */
export function nameExperiment(name: string, id?: string): Amend {
  return (header) => {
    if (header.ref.kind !== 'experiment' || (id !== undefined && header.ref.id !== id)) return header
    return { ...header, fields: { ...header.fields, name } }
  }
}

/** All runs go into the experiment of this name, which keeps its own tags; a new one gets none. */
export function intoExperiment(name: string): Amend {
  return (header) => {
    if (!isOfKind(header, 'experiment')) return header
    const fields: ExperimentFields = {
      ...header.fields,
      name,
      tags: new Map(),
      lifecycle: 'active',
    }
    // Experiments that come together here must not take turns in being out of date.
    return { ...header, fields, fingerprint: experimentFingerprint(fields) }
  }
}
