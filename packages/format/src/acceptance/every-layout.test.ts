import { createHash } from 'node:crypto'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { everyKind } from '../../test/every-kind.ts'
import { headers, startExport, tempDir } from '../../test/sample-export.ts'
import { fill, noContext, signal } from '../../test/write-objects.ts'
import type { DirectoryJob } from '../directory-job.ts'
import type { Layout } from '../layout/layout.ts'
import { openExportDirectory } from '../open-export-directory.ts'
import { validateExport } from '../validate-export.ts'

/** Each with a checksum of all bytes of the export: they are the same in every release. */
const layouts: readonly (readonly [Layout, string])[] = [
  ['all', '07647c6fddc859a7'],
  ['experiments', '4206f96f2f794666'],
  ['experiment', '7cf15195c5a1a0c0'],
  ['run', '7b06e029c34b3463'],
  ['models', 'ffecb6226e6c755e'],
  ['prompts', 'ea695fc168cc7965'],
  ['evaluation-datasets', 'daa25368d40ce64d'],
  ['logged-models', 'fbe1df50def2061f'],
]
const kinds = [
  ...['experiment', 'run', 'loggedModel', 'trace', 'issue', 'scorer', 'labelSchema', 'reviewQueue'],
  ...['registeredModel', 'modelVersion', 'prompt', 'promptVersion', 'evaluationDataset'],
]

test.each(layouts)(
  'an export of the layout %s holds every kind, in the bytes of earlier releases',
  async (layout, bytes) => {
    const dir = await tempDir()
    using _ = fixedDate()
    // In some layouts the root is one experiment, or one run.
    const objects = everyKind.filter(({ header: { ref, scope } }) => {
      const elsewhere = ref.kind === 'experiment' ? ref.id : scope?.kind === 'experiment' ? scope.id : '1'
      return kinds.includes(ref.kind) && elsewhere === '1' && ref.id !== 'r2'
    })
    const target = await startExport(dir, { layout })
    await writeAll(target, objects)
    const interrupted = await openExportDirectory(dir, { allowIncomplete: true })
    expect(await headers(interrupted, 'registeredModel')).toHaveLength(2)
    await target.complete(signal)

    await using source = await openExportDirectory(dir)
    const found = await Promise.all(kinds.map((kind) => headers(source, kind)))

    expect(names(found.flat().map(({ ref }) => ref))).toEqual(names(objects.map(({ header }) => header.ref)))
    expect((await validateExport(dir, { signal })).problems).toEqual([])
    expect(await checksumOf(dir)).toBe(bytes)
  },
)

const single: readonly (readonly [Layout, readonly string[], string])[] = [
  ['model', ['a', 'a/1', 'r1', '1'], '40010ccde221acfe'],
  ['logged-model', ['m-1', '1'], '1db9f787907185c3'],
  ['prompt', ['p', 'p/1', '1'], '3d5a942e3409d8aa'],
  ['evaluation-dataset', ['d-1', '1'], '04c8c6821cf3ffff'],
]

test.each(single)(
  'an export of one object in the layout %s has the bytes of earlier releases',
  async (layout, ids, bytes) => {
    const dir = await tempDir()
    using _ = fixedDate()
    const objects = everyKind.filter(({ header: { ref } }) => ids.includes(ref.id))
    for (const _again of [false, true]) {
      const target = await startExport(dir, { layout })
      await writeAll(target, objects)
      await target.complete(signal)
    }

    expect((await validateExport(dir, { signal })).problems).toEqual([])
    expect(await checksumOf(dir)).toBe(bytes)
  },
)

/** As a job does: kind by kind. */
async function writeAll(target: DirectoryJob, objects: typeof everyKind): Promise<void> {
  const byKind = Map.groupBy(objects, ({ header }) => header.ref.kind)
  for (const { rows, ...each } of [...byKind.values()].flat()) {
    await using writer = await target.open(each.header, noContext)
    if (rows) await writer.write(rows)
    await fill(writer, each)
    await writer.link([], each.header.links)
    await writer.seal(each.header.fingerprint)
  }
}

/** The system stanza of every file tells when the export began. */
function fixedDate(): Disposable {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
  return { [Symbol.dispose]: () => vi.useRealTimers() }
}

/** Of the paths and contents of all files, and of what links lead to. */
async function checksumOf(dir: string): Promise<string> {
  const hash = createHash('sha256')
  for (const path of (await readdir(dir, { recursive: true })).sort()) {
    const [link, content] = [await readlink(join(dir, path)).catch(() => ''), readFile(join(dir, path)).catch(() => '')]
    hash.update(`${path}\n${link}\n`).update(link === '' ? await content : '')
  }
  return hash.digest('hex').slice(0, 16)
}

function names(refs: readonly { readonly kind: string; readonly id: string }[]): string[] {
  return refs.map(({ kind, id }) => `${kind} ${id}`).sort()
}
