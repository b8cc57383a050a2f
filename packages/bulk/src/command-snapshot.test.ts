import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CopyAll from './commands/copy/all.ts'
import CopyEvaluationDatasets from './commands/copy/evaluation-datasets.ts'
import CopyExperiments from './commands/copy/experiments.ts'
import CopyIssues from './commands/copy/issues.ts'
import CopyLabelSchemas from './commands/copy/label-schemas.ts'
import CopyLoggedModels from './commands/copy/logged-models.ts'
import CopyModels from './commands/copy/models.ts'
import CopyPrompts from './commands/copy/prompts.ts'
import CopyReviewQueues from './commands/copy/review-queues.ts'
import CopyScorers from './commands/copy/scorers.ts'
import CopyTraces from './commands/copy/traces.ts'
import CopyWebhooks from './commands/copy/webhooks.ts'
import CopyWorkspaces from './commands/copy/workspaces.ts'
import Doctor from './commands/doctor.ts'
import ExportAll from './commands/export/all.ts'
import ExportEvaluationDatasets from './commands/export/evaluation-datasets.ts'
import ExportExperiments from './commands/export/experiments.ts'
import ExportIssues from './commands/export/issues.ts'
import ExportLabelSchemas from './commands/export/label-schemas.ts'
import ExportLoggedModels from './commands/export/logged-models.ts'
import ExportModels from './commands/export/models.ts'
import ExportPrompts from './commands/export/prompts.ts'
import ExportReviewQueues from './commands/export/review-queues.ts'
import ExportScorers from './commands/export/scorers.ts'
import ExportTraces from './commands/export/traces.ts'
import ExportWebhooks from './commands/export/webhooks.ts'
import ExportWorkspaces from './commands/export/workspaces.ts'
import ImportAll from './commands/import/all.ts'
import ImportEvaluationDatasets from './commands/import/evaluation-datasets.ts'
import ImportExperiments from './commands/import/experiments.ts'
import ImportIssues from './commands/import/issues.ts'
import ImportLabelSchemas from './commands/import/label-schemas.ts'
import ImportLoggedModels from './commands/import/logged-models.ts'
import ImportModels from './commands/import/models.ts'
import ImportPrompts from './commands/import/prompts.ts'
import ImportReviewQueues from './commands/import/review-queues.ts'
import ImportScorers from './commands/import/scorers.ts'
import ImportTraces from './commands/import/traces.ts'
import ImportWebhooks from './commands/import/webhooks.ts'
import ImportWorkspaces from './commands/import/workspaces.ts'
import Jobs from './commands/jobs.ts'
import MarksList from './commands/marks/list.ts'
import MarksRemove from './commands/marks/remove.ts'
import Verify from './commands/verify.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = {
    'copy traces': CopyTraces,
    'export traces': ExportTraces,
    'import traces': ImportTraces,
    'copy all': CopyAll,
    'copy evaluation-datasets': CopyEvaluationDatasets,
    'copy experiments': CopyExperiments,
    'copy logged-models': CopyLoggedModels,
    'copy models': CopyModels,
    'copy prompts': CopyPrompts,
    doctor: Doctor,
    jobs: Jobs,
    'marks list': MarksList,
    'marks remove': MarksRemove,
    'export all': ExportAll,
    'export evaluation-datasets': ExportEvaluationDatasets,
    'export experiments': ExportExperiments,
    'export logged-models': ExportLoggedModels,
    'export models': ExportModels,
    'export prompts': ExportPrompts,
    'import all': ImportAll,
    'import evaluation-datasets': ImportEvaluationDatasets,
    'import experiments': ImportExperiments,
    'import logged-models': ImportLoggedModels,
    'import models': ImportModels,
    'import prompts': ImportPrompts,
    verify: Verify,
    'copy scorers': CopyScorers,
    'copy issues': CopyIssues,
    'copy label-schemas': CopyLabelSchemas,
    'copy review-queues': CopyReviewQueues,
    'copy webhooks': CopyWebhooks,
    'copy workspaces': CopyWorkspaces,
    'export scorers': ExportScorers,
    'export issues': ExportIssues,
    'export label-schemas': ExportLabelSchemas,
    'export review-queues': ExportReviewQueues,
    'export webhooks': ExportWebhooks,
    'export workspaces': ExportWorkspaces,
    'import scorers': ImportScorers,
    'import issues': ImportIssues,
    'import label-schemas': ImportLabelSchemas,
    'import review-queues': ImportReviewQueues,
    'import webhooks': ImportWebhooks,
    'import workspaces': ImportWorkspaces,
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
