import type { CopyResult } from '@mlferry/cli-kit'
import { fillSampleData, fillSampleModels, type MlflowServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

let source: MlflowServer

beforeAll(async () => {
  source = await startMlflowServer()
  await fillSampleData(source)
  await fillSampleModels(source)
})

afterAll(() => source?.close())

// An older server takes less: there is much to foresee.
test.each(['3.17.2', '2.16.2'])('a plan for MLflow %s names what the copy then reports', async (version) => {
  await using dir = await tempDir()
  await using target = await startMlflowServer({ version })
  // Names of the source that are held there already: by others, and by a deleted experiment.
  await fillSampleModels(target)
  const json = async (...command: string[]): Promise<CopyResult> => {
    const ends = ['--from', source.url, '--to', target.url, '--json', '--quiet']
    const { stdout, stderr } = await runMlferry([...command, ...ends], { cwd: dir.path })
    expect(stdout, stderr).toMatch(/^\{/)
    return JSON.parse(stdout)
  }

  const plan = await json('plan')
  const done = await json('copy', 'all')

  expect(reported(plan)).toEqual(reported(done))
  expect(plan.notCarried).toEqual(done.notCarried)
  expect(plan.notPortable).toEqual(done.notPortable)
  expect(plan.objects.length).toBeGreaterThan(5)
})

/** Objects that are not plain, with the codes of what they lose or fail for. */
function reported({ objects }: CopyResult): string[] {
  const lines = objects.map(({ ref, outcome, problems }) => {
    const codes = [...new Set(problems.map(({ code }) => code))].sort()
    return `${outcome} ${ref.kind} ${ref.id}: ${codes.join(', ')}`
  })
  return lines.sort()
}
