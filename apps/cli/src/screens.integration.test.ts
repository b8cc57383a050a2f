import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import {
  htmlPage,
  type MlflowServer,
  secret,
  secretMark,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

const credentials = { username: 'admin', password: secret('a long password') }
const run = promisify(execFile)
let server: MlflowServer
let dir: TempDir

beforeAll(async () => {
  server = await startMlflowServer({ basicAuth: credentials })
  dir = await tempDir({ 'full/file.txt': '' })
})

afterAll(async () => {
  await server?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('nothing answers at the URL', async () => {
  await expectScreen(['export-all', '--output-dir', 'a', '--from', 'http://127.0.0.1:9'], {
    exitCode: 1,
    lines: [/^Error: Cannot reach 127\.0\.0\.1:9/, /tracking URI/, /ERR_SERVER_UNREACHABLE/],
  })
})

test('a web page answers instead of an API', async () => {
  await using page = await startProxy(server.url)
  page.rule({ action: htmlPage() })

  await expectScreen(['export-all', '--output-dir', 'a', '--from', page.url], {
    exitCode: 1,
    lines: [/^Error: .*page/, /tracking URI|address/i, /ERR_/],
  })
})

test('the password is wrong', async () => {
  const { stderr } = await expectScreen(['export-all', '--output-dir', 'a', '--from', server.url], {
    exitCode: 1,
    env: { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: secret('wrong') },
    lines: [/^Error: .*(401|refused|credentials)/i, /MLFLOW_TRACKING_PASSWORD/, /ERR_/],
  })
  expect(stderr).not.toContain(secretMark)
})

test('no server is named', async () => {
  await expectScreen(['export-all', '--output-dir', 'a'], {
    exitCode: 2,
    lines: [/^Error: No tracking server to read is named\.$/, /Set MLFLOW_TRACKING_URI or give --from/],
  })
})

test('the output directory holds something else', async () => {
  await expectScreen(['export-all', '--output-dir', 'full', '--from', server.url], {
    exitCode: 1,
    env: auth(),
    lines: [/^Error: .*full is not empty/, /empty or a new directory/, /ERR_EXPORT_DIR_NOT_EMPTY/],
  })
})

test('the output directory cannot be written', async () => {
  await expectScreen(['export-all', '--output-dir', 'full/file.txt/out', '--from', server.url], {
    exitCode: 1,
    env: auth(),
    lines: [/^Error: Cannot write to .*file\.txt\/out/, /may write/, /ERR_OUTPUT_DIR/],
  })
})

test('the disk is full', async ({ skip }) => {
  const disk = dir.file('nospace')
  await mkdir(disk)
  // One page: the second file finds no room.
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]).then(Boolean, () => false)
  skip(!mounted, 'only who may mount a small disk can fill it')
  try {
    await expectScreen(
      ['export-all', '--output-dir', 'b', '--report', 'nospace/report.json', '--quiet', '--from', server.url],
      { exitCode: 1, env: auth(), lines: [/^Error: ENOSPC/, /disk is full/, /ERR_ENOSPC/] },
    )
  } finally {
    await run('umount', [disk])
  }
})

test('the input directory is one folder too deep', async () => {
  await runMlferry(['export-all', '--output-dir', 'whole', '--from', server.url], { cwd: dir.path, env: auth() })

  await expectScreen(['import-all', '--input-dir', 'whole/experiments/0', '--to', server.url], {
    exitCode: 1,
    lines: [/holds one experiment, not a whole export/, /use --input-dir whole\b/, /ERR_EXPORT_LAYOUT/],
  })
  await expectScreen(['import-all', '--input-dir', 'whole/experiments/0/runs', '--to', server.url], {
    exitCode: 1,
    lines: [/^Error: No export found/, /--input-dir whole\b/, /ERR_NO_EXPORT/],
  })
})

test('what is asked for is not there, and the directory can still take what was meant', async () => {
  const argv = ['export-experiment', '--output-dir', 'c', '--from', server.url, '--quiet', '--experiment']
  await expectScreen([...argv, 'gone'], {
    exitCode: 1,
    env: auth(),
    lines: [/^Error: There is no experiment 'gone'/, /name or its id/, /ERR_NOT_FOUND/],
  })

  expect(await runMlferry([...argv, 'Default'], { cwd: dir.path, env: auth() })).toMatchObject({ exitCode: 0 })
})

test('a flag is mistyped', async () => {
  await expectScreen(['export-all', '--outptu-dir', 'x'], {
    exitCode: 2,
    lines: [
      /^Error: mlferry export all has no flag --outptu-dir\. Did you mean --output-dir\?$/,
      /mlferry export all --help/,
    ],
  })
})

test('a command is mistyped', async () => {
  await expectScreen(['exprot-all'], {
    exitCode: 2,
    lines: [/^Error: There is no command 'exprot-all'\. Did you mean 'mlferry export-all'\?$/, /mlferry --help/],
  })
})

test('a name is held by a deleted experiment', async () => {
  const call = (path: string, body: object) =>
    fetch(`${server.url}/api/2.0/mlflow/experiments/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`,
      },
      body: JSON.stringify(body),
    }).then((answer) => answer.json() as Promise<{ experiment_id: string }>)
  const { experiment_id } = await call('create', { name: 'held' })
  await runMlferry(['export-experiments', '--experiments', 'held', '--output-dir', 'held', '--from', server.url], {
    cwd: dir.path,
    env: auth(),
  })
  await call('delete', { experiment_id })

  const { stdout, exitCode } = await runMlferry(['import-experiments', '--input-dir', 'held', '--to', server.url], {
    cwd: dir.path,
    env: auth(),
  })

  expect(exitCode, stdout).toBe(3)
  expect(stdout).toMatch(/experiment .*'held'\n.*deleted/)
})

interface Screen {
  readonly exitCode: number
  readonly env?: Record<string, string>
  /** The whole of stderr after the ends: what, what to do, code. */
  readonly lines: readonly RegExp[]
}

async function expectScreen(argv: readonly string[], { exitCode, env = {}, lines }: Screen) {
  const result = await runMlferry(argv, { cwd: dir.path, env })
  const shown = result.stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !/^(From|To) /.test(line))
  expect(shown).toEqual(lines.map((line) => expect.stringMatching(line)))
  expect(result).toMatchObject({ exitCode, stdout: '' })
  return result
}

function auth(): Record<string, string> {
  return { MLFLOW_TRACKING_USERNAME: credentials.username, MLFLOW_TRACKING_PASSWORD: credentials.password }
}
