import { beforeAll, expect, test } from 'vitest'
import { damagedFiles, damages } from '../test/damages.ts'
import { everyKindNames, writeEveryKind } from '../test/every-kind.ts'
import { HostileExport } from '../test/hostile-export.ts'
import { tempDir } from '../test/sample-export.ts'

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
