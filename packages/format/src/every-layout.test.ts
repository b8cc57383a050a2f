import { expect, test } from 'vitest'
import { everyKind } from '../test/every-kind.ts'
import { headers, startExport, tempDir } from '../test/sample-export.ts'
import { fill, noContext, signal } from '../test/write-objects.ts'
import type { Layout } from './layout.ts'
import { openExportDirectory } from './open-export-directory.ts'
import { validateExport } from './validate-export.ts'

const layouts: readonly Layout[] = [
  'all',
  'experiments',
  'experiment',
  'run',
  'models',
  'prompts',
  'evaluation-datasets',
  'logged-models',
]
const kinds = [
  ...['experiment', 'run', 'loggedModel', 'trace', 'issue', 'scorer', 'labelSchema', 'reviewQueue'],
  ...['registeredModel', 'modelVersion', 'prompt', 'promptVersion', 'evaluationDataset'],
]

test.each(layouts)('an export of the layout %s holds every kind', async (layout) => {
  const dir = await tempDir()
  // In some layouts the root is one experiment, or one run.
  const objects = everyKind.filter(({ header: { ref, scope } }) => {
    const elsewhere = ref.kind === 'experiment' ? ref.id : scope?.kind === 'experiment' ? scope.id : '1'
    return kinds.includes(ref.kind) && elsewhere === '1' && ref.id !== 'r2'
  })
  const target = await startExport(dir, { layout })
  for (const { rows, ...each } of objects) {
    await using writer = await target.open(each.header, noContext)
    if (rows) await writer.write(rows)
    await fill(writer, each)
    await writer.link([], each.header.links)
    await writer.seal(each.header.fingerprint)
  }
  const interrupted = await openExportDirectory(dir, { allowIncomplete: true })
  expect(await headers(interrupted, 'registeredModel')).toHaveLength(2)
  await target.complete(signal)

  await using source = await openExportDirectory(dir)
  const found = await Promise.all(kinds.map((kind) => headers(source, kind)))

  expect(names(found.flat().map(({ ref }) => ref))).toEqual(names(objects.map(({ header }) => header.ref)))
  expect((await validateExport(dir, { signal })).problems).toEqual([])
})

function names(refs: readonly { readonly kind: string; readonly id: string }[]): string[] {
  return refs.map(({ kind, id }) => `${kind} ${id}`).sort()
}
