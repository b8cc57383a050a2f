import { isHttpError, type MlflowClient } from '@mlferry/client'
import { provenanceTags, type Ref } from '@mlferry/core'
import { experimentOfLease } from '../lease/lease-tag.ts'
import { ifMissing } from '../server/if-missing.ts'
import { tagMap } from '../server/tag-map.ts'

const prefix = provenanceTags.restoredPrefix
const experimentId = experimentOfLease

/** True for a tag of the default experiment that names an object which is brought back from deletion for a moment. */
export function isRestoredNote(key: string): boolean {
  return key.startsWith(prefix)
}

/** Written before an object is brought back, and deleted once it is deleted again: a job that is killed in between leaves it to the next. */
export async function noteRestored(ref: Ref, client: MlflowClient): Promise<void> {
  // A user who may not write there does without.
  await client.experiments.setTag({ experimentId, key: keyOf(ref), value: 'deleted' }).catch(ifRefused)
}

export async function forgetRestored(ref: Ref, client: MlflowClient): Promise<void> {
  await client.experiments.deleteTag({ experimentId, key: keyOf(ref) }).catch(ifRefused)
}

export async function notedRestored(client: MlflowClient): Promise<readonly Ref[]> {
  const found = await client.experiments.get({ experimentId }).catch(ifRefused)
  return [...tagMap(found?.tags).keys()].filter(isRestoredNote).map((key) => {
    const [kind = '', id = ''] = key.slice(prefix.length).split('.')
    return { kind, id }
  })
}

function keyOf({ kind, id }: Ref): string {
  return `${prefix}${kind}.${id}`
}

function ifRefused(error: unknown): undefined {
  if (!isHttpError(error) || (error.status !== 403 && error.status !== 400)) ifMissing(error)
}
