import { beforeAll, expect, test } from 'vitest'
import { damagedFiles, damages } from '../../test/damages.ts'
import { everyKindNames, writeEveryKind } from '../../test/every-kind.ts'
import { HostileExport } from '../../test/hostile-export.ts'
import { tempDir } from '../../test/sample-export.ts'

let healthy: string
beforeAll(async () => {
  healthy = await tempDir()
  await writeEveryKind(healthy)
})

test('the sample arrives whole, with every kind', async () => {
  expect(await HostileExport.outcomeOf(healthy, async () => {})).toMatchObject({ created: everyKindNames, failed: {} })
})

test.each(Object.entries(damages))(
  'a file of each kind is %s: each is named, the rest arrives',
  async (_, [code, damage]) => {
    const files = Object.values(damagedFiles)
    const found = await HostileExport.outcomeOf(healthy, async (it) => {
      for (const { file } of files) await damage(it, file)
    })
    expect(found.failed).toEqual(Object.fromEntries(files.map(({ fails }) => [fails, code])))
    const lost = files.flatMap(({ fails, gone = [] }) => [fails, ...gone])
    expect(found.created).toEqual(everyKindNames.filter((each) => !lost.includes(each)))
    for (const { file } of files) expect(found.messages.join('\n')).toContain(file.split('/').slice(-2).join('/'))
  },
)
