import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CopyEvaluationDataset from './commands/copy/evaluation-dataset.ts'
import CopyExperiment from './commands/copy/experiment.ts'
import CopyIssue from './commands/copy/issue.ts'
import CopyLabelSchema from './commands/copy/label-schema.ts'
import CopyLoggedModel from './commands/copy/logged-model.ts'
import CopyModel from './commands/copy/model.ts'
import CopyModelVersion from './commands/copy/model-version.ts'
import CopyPrompt from './commands/copy/prompt.ts'
import CopyReviewQueue from './commands/copy/review-queue.ts'
import CopyRun from './commands/copy/run.ts'
import CopyScorer from './commands/copy/scorer.ts'
import CopyTrace from './commands/copy/trace.ts'
import CopyWebhook from './commands/copy/webhook.ts'
import CopyWorkspace from './commands/copy/workspace.ts'
import ExportEvaluationDataset from './commands/export/evaluation-dataset.ts'
import ExportExperiment from './commands/export/experiment.ts'
import ExportIssue from './commands/export/issue.ts'
import ExportLabelSchema from './commands/export/label-schema.ts'
import ExportLoggedModel from './commands/export/logged-model.ts'
import ExportModel from './commands/export/model.ts'
import ExportModelVersion from './commands/export/model-version.ts'
import ExportPrompt from './commands/export/prompt.ts'
import ExportReviewQueue from './commands/export/review-queue.ts'
import ExportRun from './commands/export/run.ts'
import ExportScorer from './commands/export/scorer.ts'
import ExportTrace from './commands/export/trace.ts'
import ExportWebhook from './commands/export/webhook.ts'
import ExportWorkspace from './commands/export/workspace.ts'
import ImportEvaluationDataset from './commands/import/evaluation-dataset.ts'
import ImportExperiment from './commands/import/experiment.ts'
import ImportIssue from './commands/import/issue.ts'
import ImportLabelSchema from './commands/import/label-schema.ts'
import ImportLoggedModel from './commands/import/logged-model.ts'
import ImportModel from './commands/import/model.ts'
import ImportModelVersion from './commands/import/model-version.ts'
import ImportPrompt from './commands/import/prompt.ts'
import ImportReviewQueue from './commands/import/review-queue.ts'
import ImportRun from './commands/import/run.ts'
import ImportScorer from './commands/import/scorer.ts'
import ImportTrace from './commands/import/trace.ts'
import ImportWebhook from './commands/import/webhook.ts'
import ImportWorkspace from './commands/import/workspace.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = {
    'copy trace': CopyTrace,
    'export trace': ExportTrace,
    'import trace': ImportTrace,
    'copy evaluation-dataset': CopyEvaluationDataset,
    'copy experiment': CopyExperiment,
    'copy prompt': CopyPrompt,
    'copy logged-model': CopyLoggedModel,
    'copy model': CopyModel,
    'copy model-version': CopyModelVersion,
    'copy run': CopyRun,
    'export evaluation-dataset': ExportEvaluationDataset,
    'export experiment': ExportExperiment,
    'export prompt': ExportPrompt,
    'export logged-model': ExportLoggedModel,
    'export model': ExportModel,
    'export model-version': ExportModelVersion,
    'export run': ExportRun,
    'import evaluation-dataset': ImportEvaluationDataset,
    'import experiment': ImportExperiment,
    'import prompt': ImportPrompt,
    'import logged-model': ImportLoggedModel,
    'import model': ImportModel,
    'import model-version': ImportModelVersion,
    'import run': ImportRun,
    'copy scorer': CopyScorer,
    'copy issue': CopyIssue,
    'copy label-schema': CopyLabelSchema,
    'copy review-queue': CopyReviewQueue,
    'copy webhook': CopyWebhook,
    'copy workspace': CopyWorkspace,
    'export scorer': ExportScorer,
    'export issue': ExportIssue,
    'export label-schema': ExportLabelSchema,
    'export review-queue': ExportReviewQueue,
    'export webhook': ExportWebhook,
    'export workspace': ExportWorkspace,
    'import scorer': ImportScorer,
    'import issue': ImportIssue,
    'import label-schema': ImportLabelSchema,
    'import review-queue': ImportReviewQueue,
    'import webhook': ImportWebhook,
    'import workspace': ImportWorkspace,
  }
  const text = Object.entries(commands).flatMap(([id, command]) => [id, ...describe(command), ''])
  await expect(text.join('\n')).toMatchFileSnapshot('../command-snapshot.txt')
})

function describe({ aliases, flags }: Pick<typeof Command, 'aliases' | 'flags'>): string[] {
  const described = Object.entries(flags).map(([name, { type, aliases: also, char, required }]) => {
    return [`  --${name}`, type, char && `-${char}`, required && 'required', ...(also ?? [])].filter(Boolean).join(' ')
  })
  return [...aliases.map((alias) => `  = ${alias}`), ...described.sort()]
}
