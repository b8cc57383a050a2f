import { randomInt } from 'node:crypto'
import { test } from 'vitest'
import { tryRealWalks } from './try-real-walks.ts'

const numRuns = Number(process.env.MLFERRY_TEST_WALKS ?? 100)
const seed = Number(process.env.MLFERRY_TEST_SEED ?? randomInt(2 ** 31))

test(`whatever way objects came between real servers, the target ends as the union (MLFERRY_TEST_SEED=${seed})`, async () => {
  await tryRealWalks({ numRuns, seed })
}, 7_200_000)
