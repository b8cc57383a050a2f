import { join, relative } from 'node:path'
import { MlferryError, redact } from '@mlferry/core'
import { exists } from '../layout/folders-in.ts'
import type { Layout } from '../layout/layout.ts'

/** Where all was asked for: refuses a folder that is a part of a larger export, which somebody meant. */
export async function refusePart(dir: string, layout: Layout): Promise<void> {
  const root = layout === 'all' ? undefined : await rootAbove(dir)
  if (root === undefined) return
  const what = layout === 'experiment' ? 'one experiment' : `a part (${layout})`
  throw new MlferryError('ERR_EXPORT_LAYOUT', `${redact(dir)} holds ${what}, not a whole export.`, {
    hint: `The whole export is in ${root}: use --input-dir ${root}. To import this part, use the command for what it holds.`,
  })
}

async function rootAbove(dir: string): Promise<string | undefined> {
  for (const up of ['..', '../..', '../../..', '../../../..']) {
    const root = join(dir, up)
    if (await exists(join(root, 'experiments', 'experiments.json'))) return relative('', root) || '.'
  }
  return undefined
}
