/** Kinds whose objects have a folder each: the folder that holds these folders, and the file that tells the object. */
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

/** Kinds that are stored with a journal. Those without a base lie in folders beside the journal, and share these with each other. */
export const storedKinds = {
  ...folderKinds,
  prompt: { base: '', file: 'prompt_info.json' },
  promptVersion: { base: '', file: 'prompt.json' },
  evaluationDataset: { base: '', file: 'evaluation_dataset.json' },
} as const

export type StoredKind = keyof typeof storedKinds
