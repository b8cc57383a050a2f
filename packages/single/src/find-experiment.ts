import { isUnreadable, MlferryError, type Ref, type Source } from '@mlferry/core'

export interface FindExperimentOptions {
  /** A name, or an id where nothing has that name. undefined: the only one there is. */
  readonly nameOrId: string | undefined
  readonly signal: AbortSignal
}

/** The one experiment that is meant. An active one goes before a deleted one of that name. */
export async function findExperiment(source: Source, { nameOrId, signal }: FindExperimentOptions): Promise<Ref> {
  const found: { ref: Ref; name: string; deleted: boolean }[] = []
  for await (const page of source.list('experiment', { includeDeleted: true }, signal)) {
    for (const listed of page) {
      // One that cannot be read is known by its id alone.
      const fields = isUnreadable(listed) ? undefined : listed.fields
      const name = fields?.name ?? listed.ref.id
      if (nameOrId !== undefined && name !== nameOrId && listed.ref.id !== nameOrId) continue
      found.push({ ref: listed.ref, name, deleted: fields?.lifecycle === 'deleted' })
    }
  }
  if (nameOrId === undefined && found.length > 1) throw moreThanOne(source)
  const named = found.filter(({ name }) => name === nameOrId)
  const best = named.find(({ deleted }) => !deleted) ?? named[0] ?? found[0]
  if (best) return best.ref
  throw new MlferryError(
    'ERR_NOT_FOUND',
    `There is no experiment ${nameOrId === undefined ? '' : `'${nameOrId}' `}in ${source.label}.`,
    {
      hint: 'Give its name or its id as the source shows them.',
    },
  )
}

function moreThanOne(source: Source): MlferryError {
  const hint = 'Name one, or import them all.'
  return new MlferryError('ERR_MORE_THAN_ONE', `${source.label} holds more than one experiment.`, { hint })
}
