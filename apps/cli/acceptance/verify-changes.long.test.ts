import { join } from 'node:path'
import { copy, type Difference, type VerifyReport, verify } from '@mlferry/engine'
import { fillSamples, type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import { openTrackingServer, type TrackingServer } from '@mlferry/tracking-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from './changes/change.ts'
import { databaseChanges } from './changes/database.ts'
import { fileChanges } from './changes/files.ts'
import { pick, randomNumbers } from './changes/random.ts'

const seed = Number(process.env.MLFERRY_TEST_SEED ?? Date.now() % 100_000)
const selection = { includeDeleted: true }
const stack = new AsyncDisposableStack()
let right: MlflowServer
let source: TrackingServer
let target: TrackingServer

beforeAll(async () => {
  // Sample webhooks lead nowhere.
  const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
  const left = stack.use(await startMlflowServer({ env }))
  right = stack.use(await startMlflowServer({ env }))
  await fillSamples(left)
  source = stack.use(await openTrackingServer({ trackingUri: left.url }))
  target = stack.use(await openTrackingServer({ trackingUri: right.url }))
  const { objects } = await copy({ source, target, selection })
  expect(objects).toEqual([])
})

afterAll(() => stack.disposeAsync())

test('of an untouched target verify says nothing', async () => {
  const report = await verify({ source, target, selection, level: 'bytes' })
  expect(report.differences).toEqual([])
  expect(report.points).toBeGreaterThan(2500)
})

test('verify names each of at least 200 single changes made in a target, and nothing else', async () => {
  const random = randomNumbers(seed)
  const options = { each: 3, random }
  const database = databaseChanges(join(right.dir, 'mlflow.db'), options)
  const changes = [...database, ...fileChanges(right.artifactsDir, options)]
  console.log(`${changes.length} changes, MLFERRY_TEST_SEED=${seed}`)
  expect(changes.length).toBeGreaterThanOrEqual(200)

  const unnamed: string[] = []
  const unfounded: Difference[] = []
  for (const round of rounds(pick(changes, changes.length, { random }))) {
    for (const change of round) change.apply()
    const report = await verify({ source, target, selection, level: 'bytes', expectNoExtra: true })
    for (const change of round.toReversed()) change.undo()
    unnamed.push(...round.filter((change) => !names(report, change)).map(({ title }) => title))
    console.log(`${round.length} changes, ${report.differenceCount} differences`)
    unfounded.push(...report.differences.filter((difference) => !round.some((change) => concerns(difference, change))))
  }

  expect({ unnamed, unfounded }).toEqual({ unnamed: [], unfounded: [] })
  expect(await verify({ source, target, selection, level: 'bytes' })).toMatchObject({ equal: true })
})

/** What verify says in a round can be about one of its changes alone. */
function rounds(changes: readonly Change[]): Change[][] {
  const made: Change[][] = []
  for (const change of changes) {
    const round = made.find((each) => !each.some((other) => interfere(change, other)))
    if (round) round.push(change)
    else made.push([change])
  }
  return made
}

/** Both are of one object, or one takes away what the other refers to: a reference to what is missing waits for it, whatever it says. */
function interfere(one: Change, other: Change): boolean {
  return one.ids.some((id) => other.ids.includes(id)) || hides(one, other) || hides(other, one)
}

function hides({ field, ids }: Change, { words }: Change): boolean {
  return field === undefined && ids.some((id) => words?.has(id))
}

function names({ differences }: VerifyReport, change: Change): boolean {
  return change.ids.every((id) => differences.some((difference) => tells(difference, change, id)))
}

function tells(
  { problem, ref, target, field: found }: Difference,
  { field, source: gone }: Change,
  id: string,
): boolean {
  if (field === undefined) return problem === 'missing' && ref.id === gone
  return target?.id === id && found !== undefined && (found === field || found.startsWith(`${field}.`))
}

/** About an object that was changed. What is known no more under its name is extra as well. */
function concerns({ problem, ref, target }: Difference, { ids, field, source: gone }: Change): boolean {
  if (problem === 'extra') return field === undefined
  return target ? ids.includes(target.id) : ref.id === gone
}
