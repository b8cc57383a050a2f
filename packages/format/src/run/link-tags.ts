/** Tags that name another run by its id, with the link that each one is. */
export const linkTags: ReadonlyMap<string, string> = new Map([
  ['mlflow.parentRunId', 'parent'],
  ['mlflow.rootRunId', 'root'],
])
