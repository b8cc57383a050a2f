import { type Header, MlferryError, type Ref } from '@mlferry/core'
import { objectKinds } from '../kinds/object-kinds.ts'
import type { Job } from './job.ts'

/** What a job copies, and what is at the target. */
type Copied = Pick<Job, 'kinds' | 'ids'>

/** The object that holds the files of this one, where it is not at the target. undefined: they come with it, or the object has its own. */
export function missingHolder({ ref, links }: Header, { kinds, ids }: Copied): Ref | undefined {
  const declared = kinds.find(({ name }) => name === ref.kind)?.links ?? {}
  const holders = links.filter(({ field }) => declared[field]?.holdsFiles)
  return holders.some(({ to }) => ids.get(to)) ? undefined : holders[0]?.to
}

/** Says why files did not come that another object should have brought. */
export function filesElsewhere(holder: Ref, { kinds, ids }: Copied): MlferryError {
  const noun = objectKinds.find(({ name }) => name === holder.kind)?.plural.replace(/s$/, '') ?? holder.kind
  const message = (why: string) => `Its files are those of the ${noun} ${holder.id}, which ${why}.`
  if (ids.isPlanned(holder)) {
    return new MlferryError('ERR_FILES_ELSEWHERE', message('did not arrive'), { hint: 'See the failure of that one.' })
  }
  const left = kinds.some(({ name }) => name === holder.kind)
    ? 'It is not in the selection, or no longer at the source: a copy of models brings what their versions are made from.'
    : `Copy objects of the kind ${holder.kind} too.`
  return new MlferryError('ERR_FILES_ELSEWHERE', message('is not part of the selection'), { hint: left })
}
