import type { WireTag } from '@mlferry/client'

/** MLflow 2 keeps here, as JSON, which models a run logged, each with the id of that same run. */
export const modelHistoryTag = 'mlflow.log-model.history'

/** The tag with the run's own id replaced. It can only be written once the new id is known. */
export function modelHistory(
  tags: ReadonlyMap<string, string>,
  ids: { readonly from: string; readonly to: string },
): WireTag[] {
  const value = tags.get(modelHistoryTag)
  return value === undefined ? [] : [{ key: modelHistoryTag, value: value.replaceAll(ids.from, ids.to) }]
}
