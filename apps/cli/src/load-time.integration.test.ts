import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  defaultUser,
  keysEnv,
  openSessions,
  placesEnv,
  startControlPlane,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runNode } from './run-node.ts'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const region = 'eu-west-1'
let dir: TempDir

/** Notes the address of every module that is loaded, by import or by require. */
const noteModules = `
import { registerHooks } from 'node:module'
import { writeFileSync } from 'node:fs'
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
process.on('exit', () => writeFileSync(process.env.NOTED_MODULES, loaded.join('\\n')))
`

beforeAll(async () => {
  dir = await tempDir({ 'note-modules.mjs': noteModules })
})

afterAll(() => dir?.[Symbol.asyncDispose]())

test('help loads no command, and no client of an AWS SDK', async () => {
  const modules = await modulesOf(['--help'])
  expect(modules.filter((each) => /\/dist\/commands\/|@aws-sdk|@smithy|\/node_modules\/got\//.test(each))).toEqual([])
})

test('sagemaker list asks SageMaker without any client of an AWS SDK, and without those of other commands', async () => {
  const arn = `arn:aws:sagemaker:${region}:123456789012:mlflow-app/app-FIRST`
  const description = { Name: 'churn', Status: 'Created' }
  await using plane = await startControlPlane({
    ...{ region, sessions: openSessions([defaultUser]), servers: [{ arn, description }] },
  })
  const places = placesEnv({ region, arn, endpoint: plane.url, controlPlane: plane.url, s3: plane.url })
  const modules = await modulesOf(['sagemaker', 'list'], { ...places, ...keysEnv(defaultUser) })
  expect(plane.calls.map(({ operation }) => operation)).toContain('DescribeMlflowApp')
  expect(modules.some((each) => each.includes('/node_modules/aws4/'))).toBe(true)
  expect(
    modules.filter((each) => /@aws-sdk|\/node_modules\/(got|open)\/|commands\/(?!sagemaker\/list)/.test(each)),
  ).toEqual([])
})

async function modulesOf(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const noted = dir.file('noted')
  const node = ['--import', dir.file('note-modules.mjs'), bin, ...argv]
  const { exitCode, stderr } = await runNode(node, { cwd: dir.path, env: { ...env, NOTED_MODULES: noted } })
  expect(exitCode, stderr).toBe(0)
  const modules = (await readFile(noted, 'utf8')).split('\n')
  expect(modules.length).toBeGreaterThan(50)
  return modules
}
