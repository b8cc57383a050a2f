// Peak resident memory of the built `mlferry` over very many small runs: planned, exported, and planned again when all are there.
import { parseArgs } from 'node:util'
import { fillManyRuns, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { measureCommand } from './measure-memory/measure-command.ts'

const help = `pnpm measure:runs [--runs 10000 --runs 100000]

  --runs  how many runs the server has; may be given several times
`
const limit = 400
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

console.log(`Peak resident memory of the mlferry process with Node ${process.version}, limit ${limit} MiB`)
console.log(row('runs', 'way', 'peak MiB', 'seconds'))
for (const runs of values.runs.map(Number)) await measure(runs)

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
    if (peak > limit) process.exitCode = 1
    console.log(row(String(runs), way, String(peak), seconds.toFixed(0)), peak > limit ? 'OVER' : '')
  }
}

function row(runs: string, way: string, ...numbers: readonly string[]): string {
  return [runs.padEnd(8), way.padEnd(12), ...numbers.map((text) => text.padStart(9))].join('  ')
}
