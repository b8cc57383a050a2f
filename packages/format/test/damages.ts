import { execFile } from 'node:child_process'
import { mkdir, rename, rm, symlink, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { HostileExport } from './hostile-export.ts'

/** A file of one object of each kind, the object that fails when it is damaged, and what can then not even be told of. */
export interface DamagedFile {
  readonly file: string
  readonly fails: string
  readonly gone?: readonly string[]
}

export const damagedFiles: Readonly<Record<string, DamagedFile>> = {
  experiment: { file: 'experiments/2/experiment.json', fails: 'experiment 2', gone: ['run r3', 'loggedModel m-2'] },
  run: { file: 'experiments/1/runs/r1/run.json', fails: 'run r1' },
  loggedModel: { file: 'experiments/1/logged_models/m-1/logged_model.json', fails: 'loggedModel m-1' },
  trace: { file: 'experiments/1/traces/tr-1/trace.json', fails: 'trace tr-1' },
  issue: { file: 'experiments/1/issues/iss-1/issue.json', fails: 'issue iss-1' },
  scorer: { file: 'experiments/1/scorers/sc-1/scorer.json', fails: 'scorer sc-1' },
  labelSchema: { file: 'experiments/1/label_schemas/ls-1/label_schema.json', fails: 'labelSchema ls-1' },
  reviewQueue: { file: 'experiments/1/review_queues/rq-1/review_queue.json', fails: 'reviewQueue rq-1' },
  webhook: { file: 'webhooks/w-1/webhook.json', fails: 'webhook w-1' },
  workspace: { file: 'workspaces/team/workspace.json', fails: 'workspace team' },
  registeredModel: {
    file: 'models/a/model.json',
    fails: 'registeredModel a',
    gone: ['modelVersion a/1', 'modelVersion a/2'],
  },
  promptVersion: {
    file: 'prompts/p_v00001/prompt.json',
    fails: 'promptVersion p_v00001',
    gone: ['promptVersion p/1'],
  },
  evaluationDataset: {
    file: 'evaluation_datasets/eval_d-1/evaluation_dataset.json',
    fails: 'evaluationDataset eval_d-1',
    gone: ['evaluationDataset d-1'],
  },
}

export type Damage = (it: HostileExport, file: string) => Promise<unknown>

/** What may be wrong with a file, whatever it holds, and the code of it. */
export const damages: Readonly<Record<string, readonly [code: string, damage: Damage]>> = {
  'cut off': ['ERR_EXPORT_INVALID', (it, file) => it.edit(file, (text) => text.slice(0, text.length / 2))],
  'of a wrong type': ['ERR_EXPORT_INVALID', (it, file) => it.write(file, '{"mlflow": 5}')],
  'a list': ['ERR_EXPORT_INVALID', (it, file) => it.write(file, '[]')],
  empty: ['ERR_EXPORT_INVALID', (it, file) => it.write(file, '')],
  'no text': ['ERR_EXPORT_INVALID', (it, file) => it.write(file, Buffer.from([0x7b, 0xff, 0xfe, 0x00]))],
  'nested without end': ['ERR_EXPORT_INVALID', (it, file) => prepend(it, file, `${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
  'with an endless number': ['ERR_EXPORT_INVALID', (it, file) => prepend(it, file, '9'.repeat(1e5))],
  'of 100 GB': ['ERR_EXPORT_INVALID', (it, file) => truncate(it.path(file), 1e11)],
  gone: ['ERR_EXPORT_FILE_MISSING', (it, file) => rm(it.path(file))],
  'a link out': ['ERR_UNSAFE_PATH', linkOut],
  'below a link out': ['ERR_UNSAFE_PATH', (it, file) => linkOut(it, dirname(file))],
  'a link to itself': ['ERR_EXPORT_UNREADABLE', (it, file) => replace(it, file, (path) => symlink(path, path))],
  'a pipe': ['ERR_EXPORT_INVALID', (it, file) => replace(it, file, (path) => promisify(execFile)('mkfifo', [path]))],
  'a folder': ['ERR_EXPORT_UNREADABLE', (it, file) => replace(it, file, (path) => mkdir(path))],
}

/** Moves it out of the export and leaves a link. */
export async function linkOut(it: HostileExport, path: string): Promise<void> {
  const there = join(it.outside, path.replaceAll('/', '_'))
  await rename(it.path(path), there)
  await symlink(there, it.path(path))
}

async function replace(it: HostileExport, file: string, by: (path: string) => Promise<unknown>) {
  await rm(it.path(file))
  await by(it.path(file))
}

async function prepend(it: HostileExport, file: string, value: string) {
  await it.edit(file, (text) => text.replace('{', `{"x": ${value},`))
}
