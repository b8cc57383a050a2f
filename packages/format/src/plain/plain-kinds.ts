import { issueFile } from '../issue/issue-file.ts'
import { labelSchemaFile } from '../label-schema/label-schema-file.ts'
import type { FolderKind } from '../layout/folder-kinds.ts'
import { reviewQueueFile } from '../review-queue/review-queue-file.ts'
import { scorerFile } from '../scorer/scorer-file.ts'
import { webhookFile } from '../webhook/webhook-file.ts'
import { workspaceFile } from '../workspace/workspace-file.ts'
import type { PlainKind } from './plain-kind.ts'

/** Kinds that belong to an experiment. They are in its folder. */
export const plainOfExperiment: readonly PlainKind[] = [issueFile, scorerFile, labelSchemaFile, reviewQueueFile]

/** Kinds that belong to the server. They are in the root of an export of everything. */
export const plainOfServer: readonly PlainKind[] = [webhookFile, workspaceFile]

const byName = new Map([...plainOfExperiment, ...plainOfServer].map((kind) => [kind.name as string, kind]))

export function plainKind(name: string): PlainKind | undefined {
  return byName.get(name)
}

export function namesOf(kinds: readonly PlainKind[]): FolderKind[] {
  return kinds.map(({ name }) => name)
}
