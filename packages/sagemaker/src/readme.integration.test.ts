import { fileURLToPath } from 'node:url'
import { readSnippets, runSnippet } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { app, appArn, startPlane } from './test-support/start-plane.ts'

test('the snippet of the README runs', async () => {
  await using started = await startPlane({ servers: [app] })
  const [snippet] = await readSnippets(fileURLToPath(new URL('../README.md', import.meta.url)))
  expect(await runSnippet(snippet, { env: started.env })).toBe(`churn 3.10.1 Created ${appArn}\n`)
})
