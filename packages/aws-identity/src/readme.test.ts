import { fileURLToPath } from 'node:url'
import { readSnippets, runSnippet, secret, tempDir } from '@mlferry/test-kit'
import { expect, it } from 'vitest'

it('the snippet of the README runs', async () => {
  const profile = (name: string) =>
    `[${name}]\naws_access_key_id = ${name}-key\naws_secret_access_key = ${secret(name)}\n`
  await using home = await tempDir({ '.aws/credentials': profile('old') + profile('new') })
  const [snippet] = await readSnippets(fileURLToPath(new URL('../README.md', import.meta.url)))
  const env = { HOME: home.path, AWS_REGION: '', AWS_DEFAULT_REGION: '' }
  expect(await runSnippet(snippet, { env })).toBe(
    'the profile "old" undefined old-key\nthe profile "new" eu-west-1 new-key\n',
  )
})
