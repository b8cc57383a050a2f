/** What lies in folders of its own: for each kind the folder of these folders, and the file that each object has. */
export const heldKinds = {
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

export type HeldKind = keyof typeof heldKinds
