import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type ExperimentFields,
  experimentFingerprint,
  folderArtifactRoot,
  type Header,
  isUnreadable,
  type RunFields,
  runFingerprint,
} from '@mlferry/core'
import { sampleObjects, testSource } from '@mlferry/core/testing'
import { afterAll, expect, test } from 'vitest'
import { csvStore } from './csv-store.ts'

const dirs: string[] = []
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))))

testSource({
  name: 'A folder of CSV files',
  open: async () => open(await folderOf(sampleFiles())),
  samples: shownSamples(),
})

test('a row that tells no run fails alone', async () => {
  const source = await open(
    await folderOf({ 'runs.csv': 'run_id,experiment,start_time\nbad,churn,yesterday\ngood,churn,1\n' }),
  )
  const [runs = []] = await Array.fromAsync(source.list('run', {}, AbortSignal.timeout(5000)))

  expect(runs.map((listed) => [listed.ref.id, isUnreadable(listed) && listed.error.code])).toEqual([
    ['bad', 'ERR_LISTING'],
    ['good', false],
  ])
})

test('files lie where the run says, else beside the runs', async () => {
  const runs = 'run_id,experiment,artifact_uri\na,churn,\nb,churn,/elsewhere/b\n'
  const source = await open(await folderOf({ 'runs.csv': runs, 'artifacts/a/plot.txt': 'text' }))
  const [[a, b] = []] = await Array.fromAsync(source.list('run', {}, AbortSignal.timeout(5000)))

  const root = await source.artifacts(a as Header, AbortSignal.timeout(5000))
  expect(await Array.fromAsync(root?.list(AbortSignal.timeout(5000)) ?? [])).toEqual([{ path: 'plot.txt', size: 4 }])
  expect((await source.artifacts(b as Header, AbortSignal.timeout(5000)))?.uri).toBe('file:///elsewhere/b')
})

test('a folder without runs is refused', async () => {
  await expect(open(await folderOf({}))).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

function open(dir: string) {
  const signal = AbortSignal.timeout(60_000)
  const quiet = { onWarning() {}, onAnswer() {}, onWaiting() {}, onSecret() {}, onUserName() {} }
  const openArtifacts = async (uri: string) => folderArtifactRoot(uri)
  return csvStore.openSource(`csv:${dir}`, { env: {}, auth: [], signal, openArtifacts, ...quiet })
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'csv-store-'))
  dirs.push(dir)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  return dir
}

/** The samples as such files can tell them: an experiment is a name alone, and a run has its name as a tag too. */
function shownSamples() {
  return sampleObjects().map(({ header, ...rest }) => {
    const { ref, links } = header
    if (ref.kind === 'experiment') {
      const fields = { ...(header.fields as ExperimentFields), creationTime: null, tags: new Map() }
      return { header: { ...header, fields, fingerprint: experimentFingerprint(fields) }, ...rest }
    }
    const { tags, ...run } = header.fields as RunFields
    const fields = { ...run, tags: new Map([['mlflow.runName', run.name], ...tags]) }
    return { header: { ...header, fields, fingerprint: runFingerprint(fields, links) }, ...rest }
  })
}

/** The same as files. */
function sampleFiles(): Record<string, string> {
  const objects = sampleObjects()
  const [experiment, ...runs] = objects.map(({ header }) => header)
  const { name } = (experiment?.fields ?? {}) as { name?: string }
  const ofRuns = runs.map(({ ref, fields, links }) => ({ id: ref.id, fields: fields as RunFields, links }))
  const table = (...rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => row.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(',')).join('\n')
  const entries = (field: 'params' | 'tags') =>
    table(
      ['run_id', 'key', 'value'],
      ...ofRuns.flatMap(({ id, fields }) => [...fields[field]].map((each) => [id, ...each])),
    )
  const points = objects.flatMap(({ header, chunks }) =>
    chunks.flatMap(({ key, steps, timestamps, values }) =>
      Array.from(values, (value, at) => [header.ref.id, key, steps[at], timestamps[at], value]),
    ),
  )
  return {
    'runs.csv': table(
      ['run_id', 'experiment', 'name', 'status', 'start_time', 'end_time', 'user', 'parent_run_id'],
      ...ofRuns.map(({ id, fields, links }) => {
        const { name: run, status, startTime, endTime, userId } = fields
        return [id, name, run, status, startTime, endTime, userId, links.find(({ field }) => field === 'parent')?.to.id]
      }),
    ),
    'params.csv': entries('params'),
    'tags.csv': entries('tags'),
    'metrics.csv': table(['run_id', 'key', 'step', 'timestamp', 'value'], ...points),
    ...Object.fromEntries(
      objects.flatMap(({ header, files }) =>
        Object.entries(files).map(([path, text]) => [`artifacts/${header.ref.id}/${path}`, text]),
      ),
    ),
  }
}
