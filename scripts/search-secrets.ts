/**
 * Runs tests with all kept that they write and that their commands print, and then searches every byte of it, of what vitest printed, and
 * of what changed in this checkout and in the cache of test environments, for the secrets that tests give to mlferry (`secret` of the
 * test-kit). Takes what `vitest run` takes:
 *
 *     npx --yes pnpm@10 test:secrets
 *     MLFERRY_TEST_LONG=1 npx --yes pnpm@10 test:secrets --project long apps/cli/acceptance/doctor
 */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { cacheDir, findSecrets } from '@mlferry/test-kit'

/** What tests and the test-kit write on purpose, for mlferry or a server to read. Nothing else may hold a secret. */
const onPurpose: Readonly<Record<string, RegExp>> = {
  'settings of a server that asks for a password': /\/basic-auth\.ini$/,
  'planted by the test of this search': /\/planted\//,
  'credentials of AWS and of MLflow': /\/(?:\.?aws\/(?:config|credentials)|\.mlflow\/credentials)$/,
  'requests to scripts that fill servers': /\/mlferry-test-\w+\/stdin$/,
  'a token, for a command or a variable that names its file': /\/mlferry-test-\w+\/(?:token|n)$/,
}

const started = Date.now()
const kept = await mkdtemp(join(tmpdir(), 'secrets-'))
const [home, printed, temporary] = ['home', 'printed', 'tmp'].map((name) => join(kept, name)) as [
  string,
  string,
  string,
]
for (const folder of [home, printed, temporary]) await mkdir(folder)
const failed = await runTests(process.argv.slice(2))

const checkout = join(import.meta.dirname, '..')
const places = [
  await findSecrets(kept),
  await findSecrets(checkout, { since: started, skip: ['.git', 'node_modules'] }),
  await findSecrets(cacheDir(), { since: started }),
]
const sum = (count: 'files' | 'bytes') => places.reduce((total, place) => total + place[count], 0)
const found = places.flatMap((place) => place.found)
console.log(`\nSearched ${sum('files')} files of ${sum('bytes')} bytes.`)
const allowed = Object.entries(onPurpose).map(
  ([what, path]) => [what, found.filter((each) => path.test(each))] as const,
)
for (const [what, paths] of allowed) console.log(`${paths.length} files hold one on purpose: ${what}`)
const known = new Set(allowed.flatMap(([, paths]) => paths))
const leaks = found.filter((path) => !known.has(path))
for (const path of leaks) console.log(`A secret in ${path}`)
if (known.size === 0) console.log('Not even those were found that tests write on purpose: this search says nothing.')
if (failed) console.log('Tests failed.')

process.exitCode = leaks.length > 0 || known.size === 0 || failed ? 1 : 0
if (leaks.length === 0) await rm(kept, { recursive: true, force: true })

/** True: they failed. */
async function runTests(args: readonly string[]): Promise<boolean> {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('XDG_'))
  const tests = spawn('vitest', ['run', ...args], {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(others),
      HOME: home,
      TMPDIR: temporary,
      MLFERRY_TEST_KEEP: printed,
      MLFERRY_TEST_CACHE: cacheDir(),
    },
  })
  const record = createWriteStream(join(kept, 'vitest.txt'))
  for (const [stream, screen] of [[tests.stdout, process.stdout] as const, [tests.stderr, process.stderr] as const])
    stream.on('data', (bytes: Buffer) => {
      screen.write(bytes)
      record.write(bytes)
    })
  const code = await new Promise((resolve, reject) => tests.on('error', reject).on('close', resolve))
  await finished(record.end())
  return code !== 0
}
