import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type MlflowServer, postToServer } from '@mlferry/test-kit'
import { clashing, day, firstDay } from './fill-station.ts'
import type { ChangeStep, Station } from './walk.ts'

/** Rows that every database has from its start. */
const ofTheServer = ['alembic_version', 'workspaces', 'scheduler_leases', 'job_locks']

/** A real server as a user fills and changes it, by plain calls. Each object says in its tag `who` who it is, in all the world. */
export class RealStation {
  readonly name: Station
  readonly server: MlflowServer
  #count = 0

  constructor(name: Station, server: MlflowServer) {
    this.name = name
    this.server = server
  }

  /** Empties the database past the server. */
  reset(): void {
    using db = new DatabaseSync(join(this.server.dir, 'mlflow.db'), { timeout: 10_000 })
    db.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE')
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      if (ofTheServer.includes(String(name)) || String(name).startsWith('sqlite_')) continue
      db.exec(`DELETE FROM "${name}"${name === 'experiments' ? ' WHERE experiment_id <> 0' : ''}`)
    }
    db.exec('COMMIT')
  }

  rows<T>(query: string): T[] {
    using db = new DatabaseSync(join(this.server.dir, 'mlflow.db'), { readOnly: true, timeout: 10_000 })
    return db.prepare(query).all() as T[]
  }

  async fill(): Promise<void> {
    this.#count = 0
    const churn = await this.#experiment('churn')
    const own = await this.#experiment(`only ${this.name}`)
    const train = await this.#run(churn, 1)
    const model = await this.#loggedModel(churn, train)
    const measure = await this.#run(own, 5, train)
    await this.#post('runs/log-inputs', { run_id: measure, models: [{ model_id: model }] })
    await this.#post('runs/log-metric', {
      run_id: measure,
      key: 'auc',
      value: 0.5,
      timestamp: 1,
      step: 0,
      model_id: model,
    })
    await this.#run(churn, 8, train, 'RUNNING')
    for (const name of ['churn', `only ${this.name}`]) {
      await this.#post('registered-models/create', { name, tags: this.#who('registered model') })
      await this.#version(name, train, model)
      await this.#version(name, measure)
    }
    const prompt = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
    const shownBy = { key: '_mlflow_experiment_ids', value: `,${churn},` }
    await this.#post('registered-models/create', { name: 'ask', tags: [...this.#who('prompt'), ...prompt, shownBy] })
    await this.#promptVersion('ask')
    await this.#promptVersion('ask')
    await this.#trace(churn, 2, train)
    await this.#trace(own, 6, measure)
  }

  async change({ change, pick }: ChangeStep): Promise<void> {
    const some = <T>(all: readonly T[]) => all[pick % all.length]
    const own = (table: string, id: string) =>
      `NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.${id} = o.${id} AND t.key = 'mlferry.source.id')`
    const runs = this.rows<{ run_uuid: string; status: string }>(
      `SELECT run_uuid, status FROM runs o WHERE lifecycle_stage = 'active' AND ${own('tags', 'run_uuid')} ORDER BY rowid`,
    )
    const experiment = some(
      this.rows<{ id: number }>(
        "SELECT experiment_id id FROM experiments WHERE experiment_id <> 0 AND lifecycle_stage = 'active' ORDER BY 1",
      ),
    )
    const run = some(runs)?.run_uuid
    const open = some(runs.filter(({ status }) => status === 'RUNNING'))?.run_uuid
    const prompts = "(SELECT name FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt')"
    const named = (isPrompt: boolean) =>
      some(
        this.rows<{ name: string }>(
          `SELECT name FROM registered_models WHERE name ${isPrompt ? '' : 'NOT '}IN ${prompts}`,
        ),
      )
    if (change === 'new run' && experiment)
      await this.#run(String(experiment.id), pick, run, pick % 2 ? 'RUNNING' : 'FINISHED')
    if (change === 'finish run' && open)
      await this.#post('runs/update', { run_id: open, status: 'FINISHED', end_time: firstDay + 20 * day })
    if (change === 'log point' && run)
      await this.#post('runs/log-metric', {
        run_id: run,
        key: 'loss',
        value: this.#count,
        timestamp: 1,
        step: 100 + this.#count++,
      })
    if (change === 'new logged model' && experiment && run) await this.#loggedModel(String(experiment.id), run)
    if (change === 'new version') {
      const model = named(false)
      if (model && run) await this.#version(model.name, run)
    }
    if (change === 'new prompt version') {
      const prompt = named(true)
      if (prompt) await this.#promptVersion(prompt.name)
    }
    if (change === 'new trace' && experiment && run) await this.#trace(String(experiment.id), pick, run)
    if (change === 'new tag' && run)
      await this.#post('runs/set-tag', { run_id: run, key: `new ${this.name} ${this.#count++}`, value: '1' })
    if (change === 'delete run' && run) await this.#post('runs/delete', { run_id: run })
    const deleted = some(
      this.rows<{ id: string }>(
        `SELECT run_uuid id FROM runs o JOIN experiments e ON e.experiment_id = o.experiment_id
          WHERE o.lifecycle_stage = 'deleted' AND e.lifecycle_stage = 'active' AND ${own('tags', 'run_uuid')} ORDER BY o.rowid`,
      ),
    )
    if (change === 'restore run' && deleted) await this.#post('runs/restore', { run_id: deleted.id })
    if (/experiment$/.test(change)) await this.#changeExperiment({ change, pick })
  }

  async #changeExperiment({ change, pick }: Pick<ChangeStep, 'change' | 'pick'>): Promise<void> {
    const all = this.rows<{ id: number; name: string; stage: string }>(
      'SELECT experiment_id id, name, lifecycle_stage stage FROM experiments WHERE experiment_id <> 0 ORDER BY 1',
    )
    const copied = this.rows<{ id: number }>(
      "SELECT experiment_id id FROM experiment_tags WHERE key = 'mlferry.source.id'",
    ).map(({ id }) => id)
    const own = all.filter(({ id }) => !copied.includes(id))
    const some = (stage: string) => {
      const found = own.filter((each) => each.stage === stage)
      return found[pick % found.length]?.id
    }
    const [active, deleted] = [some('active'), some('deleted')].map((id) => (id === undefined ? id : String(id)))
    const name = clashing[pick % (clashing.length + 1)] ?? `new ${this.name} ${this.#count++}`
    const isFree = !all.some((each) => each.name === name)
    if (change === 'rename experiment' && active && isFree)
      await this.#post('experiments/update', { experiment_id: active, new_name: name })
    if (change === 'new experiment' && isFree) await this.#run(await this.#experiment(name), pick)
    if (change === 'restore experiment' && deleted) await this.#post('experiments/restore', { experiment_id: deleted })
    if (change !== 'delete experiment' || !active) return
    // A run that goes on would be looked at again by every pass, and for that its experiment restored.
    const open = this.rows<{ id: string }>(
      `SELECT run_uuid id FROM runs WHERE experiment_id = ${active} AND status = 'RUNNING'`,
    )
    for (const { id } of open)
      await this.#post('runs/update', { run_id: id, status: 'FINISHED', end_time: firstDay + 20 * day })
    await this.#post('experiments/delete', { experiment_id: active })
  }

  #post<T>(route: string, body: object): Promise<T> {
    return postToServer<T>(this.server.url, route, body)
  }

  async #file(root: string, text: string): Promise<void> {
    const path = `${root.replace(/^mlflow-artifacts:\/*/, '')}/model/a.txt`
    const answer = await fetch(`${this.server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`, {
      method: 'PUT',
      headers: { connection: 'close' },
      body: text,
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }

  #who(kind: string) {
    return [{ key: 'who', value: `${this.name} ${kind} ${this.#count++}` }]
  }

  async #experiment(name: string): Promise<string> {
    const made = await this.#post<{ experiment_id: string }>('experiments/create', {
      name,
      tags: this.#who('experiment'),
    })
    return made.experiment_id
  }

  async #run(experiment: string, at: number, parent?: string, status = 'FINISHED'): Promise<string> {
    const tags = [...this.#who('run'), ...(parent ? [{ key: 'mlflow.parentRunId', value: parent }] : [])]
    const start = firstDay + at * day
    const create = { experiment_id: experiment, start_time: start, run_name: 'run', user_id: 'ann', tags }
    const { run } = await this.#post<{ run: { info: { run_id: string; artifact_uri: string } } }>('runs/create', create)
    const { run_id, artifact_uri } = run.info
    await this.#file(artifact_uri, run_id)
    await this.#post('runs/log-metric', { run_id, key: 'loss', value: this.#count, timestamp: 1, step: 0 })
    if (status === 'FINISHED') await this.#post('runs/update', { run_id, status, end_time: start + 1 })
    return run_id
  }

  async #loggedModel(experiment: string, run: string): Promise<string> {
    const create = { experiment_id: experiment, name: 'm', source_run_id: run, tags: this.#who('logged model') }
    const { model } = await this.#post<{ model: { info: { model_id: string; artifact_uri: string } } }>(
      'logged-models',
      create,
    )
    const { model_id, artifact_uri } = model.info
    await this.#file(artifact_uri, model_id)
    const done = { model_id, status: 'LOGGED_MODEL_READY' }
    await fetch(`${this.server.url}/api/2.0/mlflow/logged-models/${model_id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(done),
    })
    await this.#post('runs/outputs', { run_id: run, models: [{ model_id, step: 0 }] })
    return model_id
  }

  async #version(name: string, run: string, model?: string): Promise<void> {
    const source = model ? `models:/${model}` : `runs:/${run}/model`
    const files = model ? { model_id: model } : {}
    await this.#post('model-versions/create', { name, source, run_id: run, ...files, tags: this.#who('version') })
  }

  async #promptVersion(name: string): Promise<void> {
    const who = this.#who('prompt version')
    const text = { key: 'mlflow.prompt.text', value: `of ${who[0]?.value}` }
    const tags = [...who, { key: 'mlflow.prompt.is_prompt', value: 'true' }, text]
    await this.#post('model-versions/create', { name, source: 'dummy-source', tags })
  }

  async #trace(experiment: string, at: number, run: string): Promise<void> {
    const who = this.#who('trace')[0]?.value ?? ''
    const trace_info = {
      trace_id: `tr-${Buffer.from(`${this.server.url} ${who} ${Date.now()}`).toString('hex').slice(-32)}`,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experiment } },
      request_time: new Date(firstDay + at * day).toISOString(),
      execution_duration: '0.1s',
      state: 'OK',
      trace_metadata: { 'mlflow.sourceRun': run, 'mlflow.trace_schema.version': '3' },
      tags: { who },
    }
    const answer = await fetch(`${this.server.url}/api/3.0/mlflow/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ trace: { trace_info } }),
    })
    if (!answer.ok) throw new Error(`traces: ${answer.status} ${await answer.text()}`)
  }
}
