import type { WireTag } from '@mlferry/client'
import { mlflowTags } from '@mlferry/core'

/** The tag with the run's own id replaced. It can only be written once the new id is known. */
export function modelHistory(
  tags: ReadonlyMap<string, string>,
  ids: { readonly from: string; readonly to: string },
): WireTag[] {
  const value = tags.get(mlflowTags.modelHistory)
  return value === undefined ? [] : [{ key: mlflowTags.modelHistory, value: value.replaceAll(ids.from, ids.to) }]
}
