import { access } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { MlferryError, redact } from '@mlferry/core'
import type { Layout } from '@mlferry/format'

const contents: Readonly<Record<Layout, string>> = {
  all: 'a whole export',
  experiments: 'an export of several experiments',
  experiment: 'one experiment',
  run: 'one run',
  models: 'registered models',
  model: 'one registered model',
  prompts: 'prompts',
  prompt: 'one version of a prompt',
  'evaluation-datasets': 'evaluation datasets',
  'evaluation-dataset': 'one evaluation dataset',
  'logged-models': 'logged models',
  'logged-model': 'one logged model',
  traces: 'traces',
  trace: 'one trace',
}

const commands: Readonly<Record<Layout, string>> = {
  all: 'import all',
  experiments: 'import experiments',
  experiment: 'import experiment',
  run: 'import run',
  models: 'import models',
  model: 'import model',
  prompts: 'import prompts',
  prompt: 'import prompt',
  'evaluation-datasets': 'import evaluation-datasets',
  'evaluation-dataset': 'import evaluation-dataset',
  'logged-models': 'import logged-models',
  'logged-model': 'import logged-model',
  traces: 'import traces',
  trace: 'import trace',
}

/** Refuses a directory that holds something else than the command imports, and says what to give instead. */
export async function expectLayout(
  dir: string,
  { found, wanted }: { found: Layout; wanted: readonly Layout[] },
): Promise<void> {
  if (wanted.includes(found)) return
  const root = wanted.includes('all') ? await rootAbove(dir) : undefined
  const meant = root === undefined ? '' : `The whole export is in ${root}: use --input-dir ${root}. `
  throw new MlferryError(
    'ERR_EXPORT_LAYOUT',
    `${redact(dir)} holds ${contents[found]}, not ${contents[wanted[0] ?? 'all']}.`,
    {
      hint: `${meant}To import what is here, use 'mlferry ${commands[found]}'.`,
    },
  )
}

async function rootAbove(dir: string): Promise<string | undefined> {
  for (const up of ['..', '../..', '../../..', '../../../..']) {
    const root = join(dir, up)
    if (await exists(join(root, 'experiments', 'experiments.json'))) return relative('', root) || '.'
  }
  return undefined
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
