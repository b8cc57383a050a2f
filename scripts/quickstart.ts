// The main job on sample data: a real MLflow server -> export-all -> import-all -> a second real server, then a comparison
// through MLflow's own Python client in which no code of mlferry takes part.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { compareServers, fillSampleData, startMlflowServer, tempDir } from '@mlferry/test-kit'

const cli = join(import.meta.dirname, '../apps/cli/bin/run.js')

say('Starting a real MLflow server with sample data (the first time, MLflow is installed into a cache folder).')
await using source = await startMlflowServer()
await fillSampleData(source)
await using work = await tempDir()

await mlferry(source.url, ['export-all', '--output-dir', 'mlflow-export', '--export-deleted-runs', 'true'])
await using target = await startMlflowServer()
await mlferry(target.url, ['import-all', '--input-dir', 'mlflow-export', '--import-source-tags', 'false'])
say('A second import finds that nothing is left to do.')
await mlferry(target.url, ['import-all', '--input-dir', 'mlflow-export'])

say('Comparing the two servers through the MLflow Python client: every field, metric point and artifact byte.')
const differences = await compareServers(source, target)
for (const difference of differences) console.log(difference)
say(differences.length === 0 ? 'No difference.' : `${differences.length} differences.`)
if (differences.length > 0) process.exitCode = 1

async function mlferry(trackingUri: string, args: readonly string[]): Promise<void> {
  say(`$ MLFLOW_TRACKING_URI=${trackingUri} mlferry ${args.join(' ')}`)
  const env = { ...process.env, MLFLOW_TRACKING_URI: trackingUri }
  const child = spawn(process.execPath, [cli, ...args], { cwd: work.path, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`mlferry ended with exit code ${code}`)
}

function say(line: string): void {
  console.log(`\n${line}`)
}
