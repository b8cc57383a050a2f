// Peak resident memory of the built `mlferry`, out of a real MLflow server and in again, for data that is large in one way each.
import { parseArgs, styleText } from 'node:util'
import { startMlflowServer, tempDir } from '@mlferry/test-kit'
import { type MemoryCase, memoryCases } from './measure-memory/cases.ts'
import { startDiscardingServer } from './measure-memory/discarding-server.ts'
import { type Measured, measureCommand } from './measure-memory/measure-command.ts'

const help = `pnpm measure:memory [--scale 0.1] [--only points|artifact|runs] [--target mlflow]

  --scale   share of the full size, for a quick look (default 1: takes about half an hour)
  --only    just this case; may be given several times
  --target  mlflow: import into a real server too. Default: into a server that discards what it takes,
            because MLflow takes an hour for it, and its memory is not what is measured
`
const limit = 400
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: memoryCases.map(({ name }) => name) },
    target: { type: 'string', default: 'discard' },
    help: { type: 'boolean', default: false },
  },
})
const scale = Number(values.scale)
if (values.help || !(scale > 0) || !['discard', 'mlflow'].includes(values.target)) {
  console.log(help)
  process.exit(values.help ? 0 : 2)
}

console.log(`Peak resident memory of the mlferry process with Node ${process.version}, scale ${scale}`)
console.log(row('case', 'way', 'peak MiB', 'limit MiB', 'seconds'))
for (const each of memoryCases.filter(({ name }) => values.only.includes(name))) await measure(each)

async function measure(each: MemoryCase): Promise<void> {
  await using work = await tempDir()
  {
    await using source = await startMlflowServer()
    await each.fill(source, scale)
    show(each, 'export', await mlferry(source.url, ['export-all', '--output-dir', 'export'], work.path))
  }
  const args = ['import-all', '--input-dir', 'export']
  if (values.target === 'mlflow') {
    await using target = await startMlflowServer()
    show(each, 'import into MLflow', await mlferry(target.url, args, work.path))
    return
  }
  await using target = await startDiscardingServer()
  show(each, 'import into a discarding server', await mlferry(target.url, args, work.path))
  const { runs, points, bytes } = each.expected(scale)
  const { received } = target
  if (received.runs !== runs || received.points !== points || received.bytes < bytes) {
    throw new Error(
      `The target should have got ${JSON.stringify({ runs, points, bytes })}: ${JSON.stringify(received)}`,
    )
  }
}

function mlferry(trackingUri: string, args: readonly string[], dir: string): Promise<Measured> {
  return measureCommand({ args, trackingUri, dir })
}

function show({ title }: MemoryCase, way: string, { peakBytes, seconds }: Measured): void {
  const peak = Math.ceil(peakBytes / 1024 / 1024)
  const over = peak > limit
  if (over) process.exitCode = 1
  const line = row(title, way, String(peak), String(limit), seconds.toFixed(0))
  console.log(over ? styleText('red', `${line}  OVER`) : line)
}

function row(title: string, way: string, ...numbers: readonly string[]): string {
  return [title.padEnd(30), way.padEnd(32), ...numbers.map((text) => text.padStart(9))].join('  ')
}
