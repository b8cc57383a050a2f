import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  experimentFingerprint,
  type Header,
  type Listed,
  MlferryError,
  type Query,
  type Source,
  type Target,
} from '@mlferry/core'
import { MemoryServer, MemoryStore } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { secret, type TempDir, tempDir } from '@mlferry/test-kit'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { compatibilityFlags } from './flags/compatibility-flags.ts'
import { jobFlags } from './flags/job-flags.ts'
import type { CopyResult } from './job/copy-result.ts'
import { MlferryCommand } from './mlferry-command.ts'

let dir: TempDir

beforeEach(async () => {
  dir = await tempDir()
  vi.stubEnv('XDG_STATE_HOME', dir.file('state'))
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  await dir[Symbol.asyncDispose]()
})

test('a copy says its ends first, then its outcomes and where report and id map lie', async () => {
  const { stdout, stderr, exitCode } = await run(storeOf('churn'))

  expect(stderr).toMatch(/^From {2}old\nTo {4}new\n/)
  expect(stdout).toContain('experiments        1        0')
  expect(stdout).toMatch(/Report {2}.*report\.html\nJSON {4}.*report\.json\nId map {2}.*id-map\.jsonl/)
  expect(exitCode).toBe(0)
})

test('a copy of a server onto itself says that it is the same server, and is done', async () => {
  const server = new MemoryServer('http://same')
  server.make('run', { scope: server.make('experiment', { fields: { name: 'churn' } }) })

  const { stdout, exitCode } = await runInto(server, server)

  expect(stdout).toContain('The source is the target itself, or an export of it: 3 objects of it are there')
  expect(stdout).toContain('--as-new-copies')
  expect(exitCode).toBe(0)
  expect(server.writes).toEqual([])
})

test('--json prints one document that fits its schema, and the report file holds the same', async () => {
  const { stdout, stderr } = await run(storeOf('churn'), '--json', '--report', dir.file('r.json'))

  const result: CopyResult = JSON.parse(stdout)
  const schema = JSON.parse(await readFile(new URL('../schemas/copy-result.schema.json', import.meta.url), 'utf8'))
  const validate = new Ajv2020().compile(schema)
  expect(validate(result), JSON.stringify(validate.errors)).toBe(true)
  expect(JSON.parse(await readFile(dir.file('r.json'), 'utf8'))).toEqual(result)
  expect(await readFile(result.idMapFile ?? '', 'utf8')).toBe(
    '{"kind":"experiment","source":"churn","target":"m1","title":"churn","outcome":"created"}\n',
  )
  expect(stderr).toContain('From  old')
})

test('a dry run says what would be, and leaves no id map', async () => {
  const { stdout, exitCode } = await run(storeOf('churn'), '--dry-run', '--json', '--state-dir', dir.file('dry'))

  const result: CopyResult = JSON.parse(stdout)
  expect(result).toMatchObject({ dryRun: true, kinds: { experiment: { created: 1 } } })
  expect(result.idMapFile).toBeUndefined()
  expect(await readdir(dir.file('dry'))).toEqual(['plan.html', 'plan.json'])
  expect((await run(storeOf('churn'), '--dry-run')).stdout).toContain('Dry run: nothing was written.')
  expect(exitCode).toBe(0)
})

test('an object that failed is named with its reason, and the exit code is 3', async () => {
  const source = withBroken(storeOf('churn'), new MlferryError('ERR_DAMAGED', 'cut off', { hint: 'Export it again.' }))
  const { stdout, exitCode } = await run(source)

  expect(stdout).toContain('Failed (1)\n  experiment broken\n    cut off [ERR_DAMAGED]\n    Export it again.')
  expect(stdout).toContain(
    '1 object failed. Repair the cause, then run the same command again: it copies only what is missing.',
  )
  expect(exitCode).toBe(3)
})

test('a token that a store tells as plain text is shown and written nowhere', async () => {
  const token = secret('plain')
  vi.stubEnv('MLFERRY_FROM_MLFLOW_TRACKING_TOKEN', token)
  const echo = new MlferryError('ERR_DAMAGED', `You sent ${token}, ${encodeURIComponent(token)}`, { hint: token })
  const state = dir.file('state')

  const shown = await run(withBroken(storeOf(`of ${token}`), echo), '--verbose')
  const json = await run(withBroken(storeOf(`of ${token}`), echo), '--json')
  const ended = await run(broken(echo))

  expect(ended.stderr).toContain('You sent ***, ***')
  expect(JSON.stringify([shown, json, ended])).not.toContain(token)
  for await (const path of glob('**/*.{json,jsonl,html}', { cwd: state })) {
    const text = (await readFile(join(state, path), 'utf8')).replaceAll(`"source":"of ${token}"`, '')
    expect(text, path).not.toContain(token)
  }
})

test('an error ends the command with 1; with --json it is a document too', async () => {
  const source = broken(new MlferryError('ERR_HTTP', 'No answer.', { hint: 'Start it.' }))

  expect(await run(source)).toMatchObject({
    stderr: expect.stringContaining('Error: No answer.\n  Start it.'),
    exitCode: 1,
  })
  const { stdout, exitCode } = await run(source, '--json')
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'ERR_HTTP', message: 'No answer.', hint: 'Start it.' },
    exitCode: 1,
  })
  expect(exitCode).toBe(1)
})

test('wrong usage ends with 2 and one message', async () => {
  expect(await run(storeOf(), '--concurency', '3')).toEqual({
    stdout: '',
    stderr:
      "Error: mlferry copy all has no flag --concurency. Did you mean --concurrency?\n  'mlferry copy all --help' lists its flags.\n",
    exitCode: 2,
  })
  expect((await run(storeOf(), '--concurrency', 'many')).stderr).toMatch(/^Error: --concurrency: Expected an integer/)
})

test('an option of the Python tool without effect is accepted and said so', async () => {
  const { stderr, exitCode } = await run(storeOf('churn'), '--use-threads', 'true', '--quiet')

  expect(stderr).toBe('Note: --use-threads has no effect: objects are always copied concurrently, see --concurrency.\n')
  expect(exitCode).toBe(0)
})

test('a value that asks for what does not happen is said on stderr and in --json', async () => {
  const { stdout, stderr } = await run(storeOf('churn'), '--use-threads', 'false', '--json')

  const note = '--use-threads false has no effect: objects are always copied concurrently, see --concurrency.'
  expect(stderr).toContain(`Note: ${note}`)
  expect(JSON.parse(stdout).notes).toEqual([note])
})

test('Ctrl-C ends the job, says how to go on, and the exit code is 130', async () => {
  const source = storeOf('a', 'b')
  const list = source.list.bind(source)
  source.list = async function* (kind, query) {
    yield* list(kind, query)
    process.emit('SIGINT')
    await nextTurn()
  }
  const { stderr, exitCode } = await run(source, '--concurrency', '2')

  expect(stderr).toContain('Stopping cleanly. Press Ctrl-C again to stop at once.')
  const stays = 'Nothing is lost: what arrived stays.'
  expect(stderr).toContain(`${stays} To go on, run the same command again:\n\n    mlferry copy all --concurrency 2\n`)
  expect(exitCode).toBe(130)
})

test('Ctrl-C during a command that copies nothing speaks of nothing that arrived', async () => {
  const { stderr, exitCode } = await runCommand(async (signal) => {
    process.emit('SIGINT')
    await nextTurn()
    signal.throwIfAborted()
  })

  expect(stderr).toContain('Interrupted.\n  To go on, run the same command again:\n')
  expect(exitCode).toBe(130)
})

function runCommand(work: (signal: AbortSignal) => Promise<void>) {
  class Compare extends MlferryCommand {
    static override id = 'verify'

    run(): Promise<void> {
      return work(this.signal)
    }
  }
  return caught(Compare, [])
}

function run(source: Source, ...argv: string[]) {
  return runInto(new MemoryStore('new'), source, ...argv)
}

async function runInto(target: Target, source: Source, ...argv: string[]) {
  class CopyAll extends MlferryCommand {
    static override id = 'copy:all'
    static override flags = { ...jobFlags, ...compatibilityFlags('use-threads') }

    async run(): Promise<CopyResult> {
      const { flags } = await this.parse(CopyAll)
      return this.copy({ flags, source, target }, copy)
    }
  }
  return caught(CopyAll, argv)
}

async function caught(
  command: typeof MlferryCommand & (new (...args: ConstructorParameters<typeof MlferryCommand>) => MlferryCommand),
  argv: string[],
) {
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      out[name] += text
      return true
    })
  }
  const error = await command.run(argv, fileURLToPath(new URL('../../../apps/cli', import.meta.url))).then(
    () => undefined,
    (thrown) => thrown,
  )
  vi.restoreAllMocks()
  return { ...out, exitCode: error ? error.oclif.exit : process.exitCode }
}

function storeOf(...names: string[]): MemoryStore {
  const store = new MemoryStore('old')
  for (const name of names) store.add(experiment(name))
  return store
}

function withBroken(store: MemoryStore, error: MlferryError): Source {
  const list = store.list.bind(store)
  return Object.assign(store, {
    async *list(kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
      yield* list(kind, query)
      if (kind === 'experiment') yield [{ ref: { kind, id: 'broken' }, error }]
    },
  })
}

function broken(error: MlferryError): Source {
  return Object.assign(storeOf(), {
    list() {
      throw error
    },
  })
}

function experiment(name: string): Header {
  const fields = {
    name,
    lifecycle: 'active' as const,
    tags: new Map(),
    artifactLocation: '',
    creationTime: 1,
    lastUpdateTime: 1,
    extra: {},
  }
  return { ref: { kind: 'experiment', id: name }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}
