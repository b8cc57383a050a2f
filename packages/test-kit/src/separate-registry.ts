import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type MlflowServer, startMlflowServer } from './mlflow-server.ts'
import { type Moto, startMoto } from './moto.ts'
import { postToServer } from './post-to-server.ts'

/** A tracking server with files in S3, and a server that is only its model registry. */
export interface SeparateRegistry extends AsyncDisposable {
  readonly tracking: MlflowServer
  readonly registry: MlflowServer
  readonly moto: Moto
}

/** One version is made from a run, one from a logged model, one has files of its own, one names a run; a prompt names an experiment. */
export async function startSeparateRegistry(): Promise<SeparateRegistry> {
  const moto = await startMoto()
  await moto.createBucket('files')
  const stored = { serveArtifacts: false, artifactRoot: 's3://files/of tracking', env: moto.env }
  const [tracking, registry] = await Promise.all([startMlflowServer(stored), startMlflowServer()])
  await fill({ tracking, registry, moto })
  return {
    tracking,
    registry,
    moto,
    async [Symbol.asyncDispose]() {
      await Promise.all([tracking.close(), registry.close(), moto.close()])
    },
  }
}

type Filling = Omit<SeparateRegistry, keyof AsyncDisposable>

const version = (number: number, of: Partial<Record<'run' | 'source' | 'alias', string>>) => {
  const { run = null, source = '', alias = null } = of
  return { name: 'churn', version: number, description: `number ${number}`, run, source, alias, team: 'a' }
}

/** What one server holds that took all of both, with names for ids. */
export const separateRegistryContent = {
  experiments: ['Default', 'churn'],
  runs: ['train in churn'],
  loggedModels: ['net of train'],
  versions: [
    version(1, { run: 'train', source: 'run train/model', alias: 'champion' }),
    version(2, { run: 'train', source: 'model net' }),
    // Kept by a logged model of its own, as a server that passes files through takes no other address.
    version(3, { source: 'model registered-model-files' }),
    version(4, { run: 'train', source: 'run train/model' }),
  ],
  prompts: [{ name: 'ask', version: 1, text: 'Say {{ it }}', experiments: 'churn' }],
  // Of the run, of the logged model, and of the version that has files of its own.
  files: ['net', 'own', 'trained'],
}

async function fill({ tracking, registry, moto }: Filling): Promise<void> {
  // So that ids of the two servers are not the same ones.
  await postToServer(registry.url, 'experiments/create', { name: 'of the registry itself' })
  await postToServer(tracking.url, 'experiments/create', { name: 'gone' })
  const { experiment_id } = await postToServer<{ experiment_id: string }>(tracking.url, 'experiments/create', {
    name: 'churn',
  })
  await postToServer(tracking.url, 'experiments/delete', { experiment_id: '1' })
  const { run } = await postToServer<{ run: { info: { run_id: string; artifact_uri: string } } }>(
    tracking.url,
    'runs/create',
    { experiment_id, run_name: 'train', start_time: 1 },
  )
  const { run_id, artifact_uri } = run.info
  await postToServer(tracking.url, 'runs/update', { run_id, status: 'FINISHED', end_time: 2 })
  const logged = { experiment_id, name: 'net', source_run_id: run_id }
  const { model } = await postToServer<{ model: { info: { model_id: string; artifact_uri: string } } }>(
    tracking.url,
    'logged-models',
    logged,
  )
  const { model_id } = model.info
  await fetch(`${tracking.url}/api/2.0/mlflow/logged-models/${model_id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model_id, status: 'LOGGED_MODEL_READY' }),
  })
  await putFile(moto, `${artifact_uri}/model/weights`, 'trained')
  await putFile(moto, `${model.info.artifact_uri}/weights`, 'net')
  await putFile(moto, 's3://files/elsewhere/weights', 'own')

  const name = 'churn'
  await postToServer(registry.url, 'registered-models/create', { name })
  const sources = [
    { source: `${artifact_uri}/model`, run_id },
    { source: model.info.artifact_uri, run_id },
    { source: 's3://files/elsewhere' },
    { source: `runs:/${run_id}/model`, run_id },
  ]
  for (const [index, source] of sources.entries()) {
    const described = { description: `number ${index + 1}`, tags: [{ key: 'team', value: 'a' }] }
    await postToServer(registry.url, 'model-versions/create', { name, ...source, ...described })
  }
  await postToServer(registry.url, 'registered-models/alias', { name, alias: 'champion', version: '1' })
  const prompt = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
  await postToServer(registry.url, 'registered-models/create', {
    name: 'ask',
    tags: [...prompt, { key: '_mlflow_experiment_ids', value: `,${experiment_id},` }],
  })
  await postToServer(registry.url, 'model-versions/create', {
    name: 'ask',
    source: 'dummy-source',
    tags: [...prompt, { key: 'mlflow.prompt.text', value: 'Say {{ it }}' }],
  })
}

/** Moto asks nobody for a signature. */
async function putFile(moto: Moto, address: string, body: string): Promise<void> {
  const path = address.replace('s3://', '').split('/').map(encodeURIComponent).join('/')
  const answer = await fetch(`${moto.url}/${path}`, { method: 'PUT', body })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
}

/** By the tables of its database, with names for ids. */
export async function registryContentOf({ dir, artifactsDir }: MlflowServer): Promise<typeof separateRegistryContent> {
  using database = new DatabaseSync(join(dir, 'mlflow.db'), { readOnly: true })
  const rows = <Row>(sql: string) => database.prepare(sql).all() as Row[]
  const names = (sql: string) => rows<{ name: string }>(sql).map(({ name }) => name)
  const addresses = rows<{ uri: string; label: string }>(
    `SELECT 'models:/' || model_id AS uri, 'model ' || name AS label FROM logged_models
     UNION SELECT artifact_uri, 'run ' || name FROM runs UNION SELECT 'runs:/' || run_uuid, 'run ' || name FROM runs`,
  )
  const labelOf = (source: string) => {
    const known = addresses.find(({ uri }) => source === uri || source.startsWith(`${uri}/`))
    return known ? known.label + source.slice(known.uri.length) : 'own'
  }
  const experiments = new Map(
    rows<{ id: number; name: string }>('SELECT experiment_id AS id, name FROM experiments').map(
      ({ id, name }) => [String(id), name] as const,
    ),
  )
  const tag = (key: string) =>
    `(SELECT value FROM model_version_tags t WHERE t.name = v.name AND t.version = v.version AND key = '${key}')`
  const versions = rows<(typeof separateRegistryContent)['versions'][number]>(
    `SELECT v.name, v.version, v.description, r.name AS run, v.source, a.alias, ${tag('team')} AS team
     FROM model_versions v LEFT JOIN runs r ON r.run_uuid = v.run_id
     LEFT JOIN registered_model_aliases a ON a.name = v.name AND a.version = v.version
     WHERE v.name = 'churn' ORDER BY v.version`,
  )
  const prompts = rows<(typeof separateRegistryContent)['prompts'][number]>(
    `SELECT v.name, v.version, ${tag('mlflow.prompt.text')} AS text, e.value AS experiments
     FROM model_versions v JOIN registered_model_tags e ON e.name = v.name AND e.key = '_mlflow_experiment_ids'
     WHERE v.name = 'ask'`,
  )
  return {
    experiments: names("SELECT name FROM experiments WHERE lifecycle_stage = 'active' ORDER BY name"),
    runs: names("SELECT r.name || ' in ' || e.name AS name FROM runs r JOIN experiments e USING (experiment_id)"),
    loggedModels: names(
      "SELECT m.name || ' of ' || r.name AS name FROM logged_models m JOIN runs r ON r.run_uuid = m.source_run_id",
    ),
    versions: versions.map((each) => ({ ...each, source: labelOf(each.source) })),
    prompts: prompts.map((each) => ({
      ...each,
      experiments: experiments.get(each.experiments.replaceAll(',', '')) ?? '',
    })),
    files: await contents(artifactsDir),
  }
}

async function contents(dir: string): Promise<string[]> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))).sort()
}
