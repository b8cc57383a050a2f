import { test } from 'vitest'
import { tryRealWalks } from './try-real-walks.ts'

test('after five walks between real servers the target is the union', async () => {
  await tryRealWalks({ numRuns: 5, seed: 6 })
}, 600_000)
