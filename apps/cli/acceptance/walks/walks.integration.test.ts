import { test } from 'vitest'
import { tryRealWalks } from './try-real-walks.ts'

const seed = Number(process.env.MLFERRY_TEST_SEED ?? 6)

test(`five walks between real servers end as the union (MLFERRY_TEST_SEED=${seed})`, async () => {
  await tryRealWalks({ numRuns: 5, seed })
}, 1_200_000)
