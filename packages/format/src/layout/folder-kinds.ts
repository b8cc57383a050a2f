/** Kinds whose objects have a folder each. `base` is the parent of these folders, `file` the JSON file of an object. */
export const folderKinds = {
  run: { base: 'runs', file: 'run.json' },
  loggedModel: { base: 'logged_models', file: 'logged_model.json' },
  trace: { base: 'traces', file: 'trace.json' },
  issue: { base: 'issues', file: 'issue.json' },
  scorer: { base: 'scorers', file: 'scorer.json' },
  labelSchema: { base: 'label_schemas', file: 'label_schema.json' },
  reviewQueue: { base: 'review_queues', file: 'review_queue.json' },
  webhook: { base: 'webhooks', file: 'webhook.json' },
  workspace: { base: 'workspaces', file: 'workspace.json' },
} as const

export type FolderKind = keyof typeof folderKinds

/** Kinds in an `ObjectStore`. Those with an empty base are in folders beside the journal, which they may share. */
export const storedKinds = {
  ...folderKinds,
  prompt: { base: '', file: 'prompt_info.json' },
  promptVersion: { base: '', file: 'prompt.json' },
  evaluationDataset: { base: '', file: 'evaluation_dataset.json' },
} as const

export type StoredKind = keyof typeof storedKinds
