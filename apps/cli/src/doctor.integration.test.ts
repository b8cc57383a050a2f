import { readdir } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { htmlPage, type MlflowServer, startMlflowServer, startProxy, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

let server: MlflowServer
let dir: TempDir

beforeAll(async () => {
  server = await startMlflowServer()
  dir = await tempDir()
})

afterAll(async () => {
  await Promise.all([server?.close(), dir?.[Symbol.asyncDispose]()])
})

test('a server in order passes every check, and has nothing in it afterwards that was not there', async () => {
  const before = await contents()
  const { stdout, exitCode } = await doctor('--to', server.url)

  expect(stdout).toMatch(/ok +read .*\n(.*\n)* +ok +write +allowed: experiments\/create, runs\/log-batch/)
  for (const each of ['put', 'list', 'get', 'delete'])
    expect(stdout).toMatch(new RegExp(`ok +artifacts: ${each} +allowed`))
  expect(stdout).toContain('Everything is fine.')
  expect(exitCode).toBe(0)
  expect(await contents()).toEqual(before)
})

test('a source is only read, and takes no write', async () => {
  await using proxy = await startProxy(server.url)
  const { stdout, exitCode } = await doctor('--from', proxy.url, '--json')

  const [{ end, findings }] = JSON.parse(stdout)
  expect(end).toBe('from')
  expect(findings.map(({ status }: { status: string }) => status)).not.toContain('failed')
  expect(proxy.writes()).toEqual([])
  expect(exitCode).toBe(0)
})

test('what is in the way is named with what to do, and is exit code 1', async () => {
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: htmlPage() })
  const { stdout, exitCode } = await doctor('--to', proxy.url)

  expect(stdout).toMatch(
    /failed +MLflow API +.* answered with a web page\n +.*A login page or proxy in front of the server/,
  )
  expect(stdout).toContain('1 check failed.')
  expect(exitCode).toBe(1)
})

/** Every row of every table, and every file. */
async function contents(): Promise<readonly unknown[]> {
  const database = new DatabaseSync(server.backendStoreUri.replace('sqlite:///', ''), { readOnly: true })
  const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all()
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return [...rows, await readdir(server.artifactsDir, { recursive: true })]
}

function doctor(...argv: string[]) {
  return runMlferry(['doctor', ...argv], { cwd: dir.path })
}
