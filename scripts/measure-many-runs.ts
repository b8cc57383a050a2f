// Peak resident memory of the built `mlferry` over very many small runs: planned, exported, and planned again when all are there.
// It has to be the same for ten times as many.
import { parseArgs } from 'node:util'
import { fillManyRuns, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { measureCommand } from './measure-memory/measure-command.ts'

const help = `pnpm measure:runs [--runs 10000 --runs 100000]

  --runs  how many runs the server has; may be given several times, the first is what the others are compared with
`
/** What the garbage collector makes of the same work at one time and another, MiB. */
const noise = 48
const { values } = parseArgs({
  options: {
    runs: { type: 'string', multiple: true, default: ['10000', '100000'] },
    help: { type: 'boolean', default: false },
  },
})
if (values.help || values.runs.some((runs) => !(Number(runs) > 0))) {
  console.log(help)
  process.exit(values.help ? 0 : 2)
}

console.log(`Peak resident memory of the mlferry process with Node ${process.version}, flat: within ${noise} MiB`)
console.log(row('runs', 'way', 'peak MiB', 'grown', 'seconds'))
/** Of the first number of runs, by way. */
const first = new Map<string, number>()
for (const runs of values.runs.map(Number)) await measure(runs)
console.log(process.exitCode === 1 ? 'Memory grows with the number of runs.' : 'Memory is flat.')

async function measure(runs: number): Promise<void> {
  await using work = await tempDir()
  // Files are listed in the folder itself: asking the server for those of each run takes its time, and no memory of mlferry.
  await using source = await startMlflowServer({ serveArtifacts: false })
  await fillManyRuns(source, { experiment: 'runs', runs, metrics: 1 })
  const plan = ['plan', '--from', source.url, '--to', 'export']
  for (const [way, args] of [
    ['plan', plan],
    ['export', ['export-all', '--output-dir', 'export']],
    ['plan again', plan],
  ] as const) {
    const { peakBytes, seconds } = await measureCommand({ args, trackingUri: source.url, dir: work.path })
    const peak = Math.ceil(peakBytes / 1024 / 1024)
    const grown = peak - (first.get(way) ?? peak)
    if (!first.has(way)) first.set(way, peak)
    if (grown > noise) process.exitCode = 1
    console.log(row(String(runs), way, String(peak), String(grown), seconds.toFixed(0)), grown > noise ? 'GROWS' : '')
  }
}

function row(runs: string, way: string, ...numbers: readonly string[]): string {
  return [runs.padEnd(8), way.padEnd(12), ...numbers.map((text) => text.padStart(9))].join('  ')
}
