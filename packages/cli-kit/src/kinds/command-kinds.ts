import type { ObjectKind } from '@mlferry/core'

/** A kind of which commands move objects without all that lies around them. */
export interface CommandKind {
  readonly kind: ObjectKind['name']
  readonly one: string
  readonly many: string
  /** Held by an experiment, which is brought with its tags. */
  readonly ofExperiment: boolean
  /** What the Python tool calls the commands (`export-trace`) and their flags. */
  readonly pythonTool?: { readonly name: string; readonly experiments: string }
}

const kinds = {
  trace: {
    kind: 'trace',
    one: 'trace',
    many: 'traces',
    ofExperiment: true,
    pythonTool: { name: 'request-id', experiments: 'experiment-ids' },
  },
  scorer: { kind: 'scorer', one: 'scorer', many: 'scorers', ofExperiment: true },
  issue: { kind: 'issue', one: 'issue', many: 'issues', ofExperiment: true },
  labelSchema: { kind: 'labelSchema', one: 'label schema', many: 'label schemas', ofExperiment: true },
  reviewQueue: {
    kind: 'reviewQueue',
    one: 'review queue',
    many: 'review queues',
    ofExperiment: true,
  },
  webhook: { kind: 'webhook', one: 'webhook', many: 'webhooks', ofExperiment: false },
  workspace: { kind: 'workspace', one: 'workspace', many: 'workspaces', ofExperiment: false },
} as const satisfies Readonly<Record<string, CommandKind>>

export type CommandKindName = keyof typeof kinds

export function commandKind(name: CommandKindName): CommandKind {
  return kinds[name]
}
