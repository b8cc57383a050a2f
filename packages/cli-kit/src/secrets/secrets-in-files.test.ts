import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { secretsInFiles } from './secrets-in-files.ts'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mlferry-'))
})

afterEach(() => rm(home, { recursive: true }))

const profiles = `
[default]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key=hidden/key+=
region = eu-central-1

[dev]
AWS_SESSION_TOKEN = hidden token
web_identity_token_file = /home/ann/token
# aws_secret_access_key = an old one
`

test('the keys of all profiles of a home are secrets, of either end', async () => {
  await put('.aws/credentials', profiles)
  await put('.aws/config', '[profile ops]\naws_secret_access_key = of the config\n')
  const all = ['AKIAEXAMPLE', 'hidden/key+=', 'hidden token', 'of the config']

  for (const name of ['HOME', 'USERPROFILE', 'MLFERRY_FROM_HOME', 'MLFERRY_TO_HOME'])
    expect((await secretsInFiles({ [name]: home })).sort()).toEqual(all.sort())
})

test.each(['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'MLFERRY_TO_AWS_SHARED_CREDENTIALS_FILE'])(
  '%s names a file of secrets',
  async (name) => {
    const path = await put('elsewhere', profiles)

    expect(await secretsInFiles({ [name]: path })).toEqual(['AKIAEXAMPLE', 'hidden/key+=', 'hidden token'])
  },
)

test('without such files there are none', async () => {
  expect(await secretsInFiles({ HOME: home, AWS_CONFIG_FILE: home })).toEqual([])
})

async function put(path: string, text: string): Promise<string> {
  const file = join(home, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}
