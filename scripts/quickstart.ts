// The main job on sample data: a real MLflow server -> export-all -> import-all -> a stand-in of a SageMaker MLflow App, then a
// comparison through MLflow's own Python client and the plugin for SageMaker, in which no code of mlferry takes part.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import {
  compareServers,
  fillSampleData,
  fillSampleModels,
  loadModels,
  type ServerAddress,
  startAppStandIn,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'

const cli = join(import.meta.dirname, '../apps/cli/bin/run.js')

say(
  'Starting a real MLflow server with sample data and models (the first time, MLflow is installed into a cache folder).',
)
await using source = await startMlflowServer()
await fillSampleData(source)
await fillSampleModels(source, { longestTag: 5000 })
await using work = await tempDir()

await mlferry(source, ['export-all', '--output-dir', 'mlflow-export', '--export-deleted-runs', 'true'])
say(
  'Starting a stand-in of a SageMaker MLflow App: MLflow 3.10.1 on PostgreSQL and S3, which answers signed requests only.',
)
await using app = await startAppStandIn()
await mlferry(app, ['import-all', '--input-dir', 'mlflow-export'])
say('A second import finds that nothing is left to do.')
await mlferry(app, ['import-all', '--input-dir', 'mlflow-export'])

say(`Comparing the two through the MLflow Python client, the App with the plugin sagemaker-mlflow:
every field, metric point, artifact byte and model version, and what the models predict.`)
const [differences, left, right] = await Promise.all([
  // The server's own list of the versions made from a model; its client adds each a second time.
  compareServers(source, app, { ignoreTags: ['mlflow.modelVersions'] }),
  loadModels(source, { names: ['credit scorer'] }),
  loadModels(app, { names: ['credit scorer'] }),
])
for (const difference of differences) console.log(difference)
const others = Object.keys(left).filter((model) => String(left[model]) !== String(right[model]))
for (const model of others) console.log(`models:/${model} does not predict as at the source.`)
const found = differences.length + others.length
say(found === 0 ? 'No difference.' : `${found} differences.`)
if (found > 0) process.exitCode = 1

async function mlferry({ url, clientEnv }: ServerAddress, args: readonly string[]): Promise<void> {
  say(`$ MLFLOW_TRACKING_URI=${url} mlferry ${args.join(' ')}`)
  const env = { ...process.env, ...clientEnv, MLFLOW_TRACKING_URI: url }
  const child = spawn(process.execPath, [cli, ...args], { cwd: work.path, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`mlferry ended with exit code ${code}`)
}

function say(line: string): void {
  console.log(`\n${line}`)
}
