import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Questions } from '../questions/questions.ts'
import { scriptedQuestions } from '../test-support/scripted-questions.ts'
import type { Road, Wanted } from './road.ts'
import { RoadFile } from './road-file.ts'
import { takeUp } from './take-up.ts'

const [from, to] = ['http://old:5000', 'http://new:5000']
const options = { 'export-deleted-runs': true }
const open: Wanted = { from: undefined, to: undefined, appName: undefined, region: undefined, options }
let state: string
let noted: string[]

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'mlferry-'))
  noted = []
})

afterEach(() => rm(state, { recursive: true, force: true }))

function keep(road: Partial<Road>): Promise<void> {
  const begun = { startedAt: '2026-01-01T00:00:00.000Z', step: 'ends', options } as const
  return new RoadFile({ XDG_STATE_HOME: state }, { ...begun, ...road }).note({})
}

async function taken(wanted: Partial<Wanted>, questions?: Questions, restart = false): Promise<Road> {
  const env = { XDG_STATE_HOME: state }
  const note = (line: string) => void noted.push(line)
  return (await takeUp({ env, wanted: { ...open, ...wanted }, restart, questions, note })).road
}

test('the same ends take up what was begun, and it is said', async () => {
  await keep({ from, to, step: 'copy' })
  expect(await taken({ from, to })).toMatchObject({ step: 'copy' })
  expect(noted).toEqual([`Taking up the migration from ${from} to ${to}, begun at 2026-01-01T00:00:00.000Z: copying.`])
})

test('other ends, another selection and --restart begin anew', async () => {
  await keep({ from, to, step: 'copy' })
  expect(await taken({ from, to: 'http://other' })).toMatchObject({ step: 'ends' })
  expect(await taken({ from, to, options: { ...options, kinds: 'runs' } })).toMatchObject({ step: 'ends' })
  expect(await taken({ from, to }, undefined, true)).toMatchObject({ step: 'ends' })
  expect(await taken({ from, to })).toMatchObject({ step: 'ends' })
  expect(noted).toEqual([])
})

test('an App that was asked for is known by its name and its region', async () => {
  const creating = { name: 'churn', artifactStore: 's3://churn', role: 'arn', region: 'eu-west-1' }
  await keep({ from, creating })
  expect(await taken({ from, appName: 'churn' })).toMatchObject({ creating })
  expect(await taken({ from, appName: 'churn', region: 'us-east-1' })).not.toHaveProperty('creating')
  expect(await taken({ from, appName: 'other' })).not.toHaveProperty('creating')
})

test('without ends, those that are not done are offered, and nobody else decides', async () => {
  await keep({ from, to, step: 'done', startedAt: '2026-01-02T00:00:00.000Z' })
  await keep({ from, to: 'http://third', step: 'verify', agreedAt: '2026-01-01T00:00:01.000Z' })
  const questions = scriptedQuestions(['2026-01-01T00:00:00.000Z', ''])
  expect(await taken({}, questions)).toMatchObject({ to: 'http://third' })
  expect(await taken({}, questions)).not.toHaveProperty('from')
  expect(await taken({})).not.toHaveProperty('from')
})

test('of what is not wanted any more, only answers that nothing came of are forgotten', async () => {
  await keep({ from, to: 'http://mistyped', step: 'plan', startedAt: '2026-01-02T00:00:00.000Z' })
  await keep({ from, to, step: 'copy', agreedAt: '2026-01-01T00:00:01.000Z' })
  const questions = scriptedQuestions(['', ''])
  await taken({}, questions)
  await taken({}, questions)
  expect(questions.offered.map((choices) => choices.length)).toEqual([3, 2])
})
