import { isOfKind, MlferryError } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** Refuses an experiment whose name the source does not tell, as the Python tool leaves it out of some exports. */
export function namedExperiments(): Amend {
  return (header) => {
    if (!isOfKind(header, 'experiment') || header.fields.name !== '') return header
    throw new MlferryError(
      'ERR_EXPERIMENT_NAME',
      `The export does not tell the name of the experiment ${header.ref.id}.`,
      { hint: 'Give the one to import into with --experiment-name.' },
    )
  }
}
