import { isOfKind } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** Every experiment arrives with `prefix` before its name; the one named Default too, so that it does not fall into the target's own. */
export function prefixExperiments(prefix: string): Amend {
  return (header) => {
    if (!isOfKind(header, 'experiment')) return header
    const { fields } = header
    return { ...header, fields: { ...fields, name: `${prefix}${fields.name}` } }
  }
}
