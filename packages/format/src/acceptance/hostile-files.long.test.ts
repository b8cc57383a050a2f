import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMlferryError } from '@mlferry/core'
import { beforeAll, expect, test } from 'vitest'
import { damagedFiles, damages } from '../../test/damages.ts'
import { everyKindNames, writeEveryKind } from '../../test/every-kind.ts'
import { HostileExport } from '../../test/hostile-export.ts'
import { tempDir } from '../../test/sample-export.ts'
import { signal } from '../../test/write-objects.ts'
import { validateExport } from '../validate-export.ts'

let healthy: string
beforeAll(async () => {
  healthy = await tempDir()
  await writeEveryKind(healthy)
})

for (const [kind, { file, fails, gone = [] }] of Object.entries(damagedFiles)) {
  test.each(Object.entries(damages))(`the file of one ${kind} alone is %s`, async (_, [code, damage]) => {
    const { failed, created } = await HostileExport.outcomeOf(healthy, (it) => damage(it, file))
    expect(failed).toEqual({ [fails]: code })
    expect(created).toEqual(everyKindNames.filter((each) => each !== fails && !gone.includes(each)))
  })
}

test('a flipped bit in any file of an export is found', async () => {
  const dir = join(await tempDir(), 'export')
  await cp(healthy, dir, { recursive: true })
  expect((await validateExport(dir, { signal })).problems).toEqual([])
  const all = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = all.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  const told = files.filter((path) => !/\/(?:artifacts|\.mlferry)\//.test(path.slice(dir.length)))
  expect(told.length).toBeGreaterThan(15)
  for (const path of told) {
    const bytes = await readFile(path)
    for (const at of [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => Math.floor(bytes.length * part))) {
      await writeFile(path, bytes.with(at, Number(bytes[at]) ^ 1))
      const found = await validateExport(dir, { signal }).then(({ problems }) => problems.length > 0, isMlferryError)
      expect([path.slice(dir.length), at, found]).toEqual([path.slice(dir.length), at, true])
    }
    await writeFile(path, bytes)
  }
})
