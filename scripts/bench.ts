// How long the built `mlferry` takes to export an experiment of a real MLflow server, beside the least that the same bytes take over HTTP,
// and to import it into a server that discards what it takes. Client and server share the machine, so only ratios within one run say anything.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { type Contender, checkout, floor, type Measured, measure, mlferry, pythonTool } from './bench/contender.ts'
import { type BenchData, manyRuns, oneFile } from './bench/data.ts'
import { startDiscardingServer } from './measure-memory/discarding-server.ts'

const help = `pnpm bench [--rounds 5] [--runs 200] [--file-mib 1536] [--only runs|file] [--before <folder>]

  --rounds    how often each exports and imports, by turns
  --runs      runs of the first experiment, each with 20 metrics of 50 points and 2 files
  --file-mib  size of the one file of the second experiment
  --only      just this experiment
  --before    checkout of another commit, built, to compare with

MLFERRY_TEST_PYTHON_TOOL=<folder of its commands> compares the export of mlflow-export-import too.
`
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '200' },
    'file-mib': { type: 'string', default: '1536' },
    only: { type: 'string', multiple: true, default: ['runs', 'file'] },
    before: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [rounds, runs, mebibytes] = [Number(values.rounds), Number(values.runs), Number(values['file-mib'])]
if (values.help || !(rounds > 0) || !(runs > 0) || !(mebibytes > 0)) {
  console.log(help)
  process.exit(values.help ? 0 : 2)
}

const { before, only } = values
const { MLFERRY_TEST_PYTHON_TOOL: bin } = process.env
const contenders = [floor, ...(before ? [checkout('before', before)] : []), mlferry, ...(bin ? [pythonTool(bin)] : [])]

for (const data of [manyRuns(runs), oneFile(mebibytes)].filter(({ name }) => only.includes(name))) await compare(data)

async function compare(data: BenchData): Promise<void> {
  await using work = await tempDir()
  await using server = await startMlflowServer()
  await data.fill(server)
  const { experiment } = data
  console.log(`${data.title}, MLflow ${server.version} on SQLite, Node ${process.version}`)
  const exported = join(work.path, 'exported')
  const log = join(work.path, 'log')
  await byTurns('export', contenders, async (contender, counted) => {
    await rm(exported, { recursive: true, force: true })
    await using proxy = counted ? await startProxy(server.url) : undefined
    const url = proxy ? proxy.url : server.url
    const measured = await measure(contender.export({ experiment, dir: exported }), { url, log })
    return { ...measured, requests: proxy ? proxy.requests.length : 0 }
  })
  await rm(exported, { recursive: true, force: true })
  await measure(mlferry.export({ experiment, dir: exported }), { url: server.url, log })
  const importing = contenders.filter((each) => each.import)
  await byTurns('import', importing, async (contender) => {
    await using target = await startDiscardingServer()
    const command = contender.import?.({ experiment, dir: exported }) ?? []
    const measured = await measure(command, { url: target.url, log })
    return { ...measured, requests: target.received.requests }
  })
}

type Run = (contender: Contender, counted: boolean) => Promise<Measured & { readonly requests: number }>

async function byTurns(way: string, all: readonly Contender[], run: Run): Promise<void> {
  // Not timed: it counts requests, which is slower, and makes server and disk warm.
  const requests = new Map<Contender, number>()
  for (const contender of all) requests.set(contender, (await run(contender, true)).requests)
  const measured = new Map<Contender, Measured[]>(all.map((each) => [each, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const contender of all) measured.get(contender)?.push(await run(contender, false))
  }
  const first = measured.get(all[0] as Contender) ?? []
  console.log(row(way, 'min s', 'median s', 'CPU s', 'min CPU s', 'peak MiB', 'requests', `x ${all[0]?.name}`))
  for (const contender of all) {
    const own = measured.get(contender) ?? []
    console.log(row(contender.name, ...figures(own), String(requests.get(contender)), ratio(own, first)))
  }
}

function figures(own: readonly Measured[]): string[] {
  const seconds = own.map((each) => each.seconds)
  const cpu = own.map((each) => each.cpuSeconds)
  const peak = Math.max(...own.map((each) => each.peakBytes)) / 2 ** 20
  return [Math.min(...seconds), median(seconds), median(cpu), Math.min(...cpu), peak].map((each) => each.toFixed(2))
}

/** Of the seconds to those of the first contender in the same round, which had the same machine. */
function ratio(own: readonly Measured[], first: readonly Measured[]): string {
  return median(own.map(({ seconds }, round) => seconds / (first[round]?.seconds ?? Number.NaN))).toFixed(2)
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

function row(name: string, ...numbers: readonly string[]): string {
  return [name.padEnd(12), ...numbers.map((each) => each.padStart(9))].join('  ')
}
