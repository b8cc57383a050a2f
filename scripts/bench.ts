// How long the built `mlferry` takes to export an experiment of a real MLflow server, beside the least that the same bytes take over HTTP.
// Client and server share the machine, so only the ratio within one run says anything.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillManyRuns, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { type Contender, floor, type Measured, measure, mlferry, pythonTool } from './bench/contender.ts'

const help = `pnpm bench [--rounds 5] [--runs 200]

  --rounds  how often each exports, by turns
  --runs    runs of the experiment, each with 20 metrics of 50 points and 2 files

MLFERRY_TEST_PYTHON_TOOL=<folder of its commands> compares mlflow-export-import too.
`
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '200' },
    help: { type: 'boolean', default: false },
  },
})
const [rounds, runs] = [Number(values.rounds), Number(values.runs)]
if (values.help || !(rounds > 0) || !(runs > 0)) {
  console.log(help)
  process.exit(values.help ? 0 : 2)
}

const experiment = 'bench'
const { MLFERRY_TEST_PYTHON_TOOL: bin } = process.env
const contenders = [floor, mlferry, ...(bin ? [pythonTool(bin)] : [])]

await using work = await tempDir()
await using server = await startMlflowServer()
await fillManyRuns(server, { experiment, runs, metrics: 20, points: 50, artifactsPerRun: 2 })

// Not timed, and it makes server and disk warm.
const traffic = new Map<Contender, { readonly requests: number; readonly bytes: number }>()
for (const contender of contenders) traffic.set(contender, await count(contender))

const measured = new Map<Contender, Measured[]>(contenders.map((each) => [each, []]))
for (let round = 1; round <= rounds; round++) {
  for (const contender of contenders) {
    const dir = join(work.path, `${contender.name.replace(' ', '-')}-${round}`)
    measured.get(contender)?.push(await measure(contender, { experiment, url: server.url, dir }))
  }
}

console.log(
  `Export of ${runs} runs x 20 metrics x 50 points x 2 files, MLflow ${server.version} on SQLite, Node ${process.version}`,
)
console.log(row('', 'min s', 'median s', 'CPU s', 'peak MiB', 'requests', 'MiB', 'x floor'))
for (const contender of contenders) show(contender)

/** Requests and bytes of answers. */
async function count(contender: Contender) {
  await using proxy = await startProxy(server.url)
  await measure(contender, {
    experiment,
    url: proxy.url,
    dir: join(work.path, `${contender.name.replace(' ', '-')}-0`),
  })
  const bytes = proxy.requests.reduce((sum, { responseBytes }) => sum + responseBytes, 0)
  return { requests: proxy.requests.length, bytes }
}

function show(contender: Contender): void {
  const all = measured.get(contender) ?? []
  const { requests = 0, bytes = 0 } = traffic.get(contender) ?? {}
  const mib = (count: number) => (count / 2 ** 20).toFixed(1)
  console.log(
    row(
      contender.name,
      Math.min(...all.map(({ seconds }) => seconds)).toFixed(2),
      median(all.map(({ seconds }) => seconds)).toFixed(2),
      median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
      mib(Math.max(...all.map(({ peakBytes }) => peakBytes))),
      String(requests),
      mib(bytes),
      median(ratios(all)).toFixed(2),
    ),
  )
}

/** To the floor of the same round, which had the same machine. */
function ratios(all: readonly Measured[]): number[] {
  const least = measured.get(floor) ?? []
  return all.map(({ seconds }, round) => seconds / (least[round]?.seconds ?? Number.NaN))
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

function row(name: string, ...numbers: readonly string[]): string {
  return [name.padEnd(12), ...numbers.map((each) => each.padStart(9))].join('  ')
}
