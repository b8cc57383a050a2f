import { isMlferryError, type Source, type Target } from '@mlferry/core'
import { type CopyReport, copy, type Selection } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { tempDir } from '@mlferry/test-kit'
import { openTrackingServer } from '@mlferry/tracking-server'
import { day, firstDay } from './fill-station.ts'
import type { RealStation } from './real-station.ts'
import { noteNames, originalsAt, realFaults } from './real-union.ts'
import { type CopyStep, directPasses, type Station, type Step, wholePasses } from './walk.ts'

const conflicts = /^ERR_(VERSION_NUMBER_TAKEN|NAME_TAKEN|FIELDS_KEPT|ORIGINAL_DIFFERS|COPY_DIFFERS|EXPERIMENT_DELETED)$/
const afterBlocked = /^ERR_(SCOPE_FAILED|NEEDED_FAILED|POINTS_WITHOUT_RUN|POINTS_MISSING)$/
const queries: Readonly<Record<string, string>> = {
  experiment: 'SELECT name id FROM experiments WHERE experiment_id <> 0 ORDER BY experiment_id',
  run: 'SELECT run_uuid id FROM runs ORDER BY rowid',
  loggedModel: 'SELECT model_id id FROM logged_models ORDER BY rowid',
  registeredModel:
    "SELECT name id FROM registered_models WHERE name NOT IN (SELECT name FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt')",
  prompt: "SELECT name id FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt'",
  trace: 'SELECT request_id id FROM trace_info ORDER BY rowid',
}

/** As `walkMemory`, between real servers and real directories. */
export async function walkServers(
  steps: readonly Step[],
  stations: Readonly<Record<Station, RealStation>>,
): Promise<readonly string[]> {
  for (const station of Object.values(stations)) station.reset()
  // Never in one millisecond: of what has the same name and number, the creation time tells the servers apart.
  await stations.A.fill()
  await stations.B.fill()
  const faults: string[] = []
  const names = new Map<string, Set<string>>()
  const note = () => {
    for (const station of Object.values(stations)) noteNames(station, names)
  }
  note()
  for (const step of steps) {
    if (step.do === 'change') await stations[step.at].change(step)
    else await copyStep(step, stations, faults)
    note()
  }
  for (const pass of wholePasses) await copyStep(pass, stations, faults)
  const reports: CopyReport[] = []
  for (const pass of [...directPasses, ...directPasses]) reports.push(...(await copyStep(pass, stations, faults)))
  for (const { source, kinds } of reports.slice(-2)) {
    const writes = Object.entries(kinds).filter(([, { created, updated }]) => created + updated > 0)
    faults.push(
      ...writes.map(([kind, counts]) => `the last pass of ${source} writes ${kind} ${JSON.stringify(counts)}`),
    )
  }
  const named = new Set(reports.flatMap(({ objects }) => objects.map(({ ref }) => ref.id)))
  const numbersApart = steps.some((step) => step.do === 'copy' && step.noun === 'modelVersion')
  return [...faults, ...realFaults([stations.A, stations.B], stations.T, { named, numbersApart, names })]
}

async function copyStep(
  step: CopyStep,
  stations: Readonly<Record<Station, RealStation>>,
  faults: string[],
): Promise<readonly CopyReport[]> {
  const [from, to] = step.road
  const selection = selectionOf(step, stations[from])
  if (!selection) return []
  const before = originalsAt(stations[to])
  await using source = await openTrackingServer({ trackingUri: stations[from].server.url })
  await using target = await openTrackingServer({ trackingUri: stations[to].server.url })
  const reports: CopyReport[] = []
  if (step.by === 'direct') reports.push(...(await run({ source, target, selection, step }, faults)))
  else {
    await using dir = await tempDir()
    const manifest = { layout: 'all', source: { uri: source.label }, selection: {}, mlferryVersion: '0' } as const
    {
      await using directory = await createExportDirectory(dir.file('out'), manifest)
      const exported = await run(
        { source, target: directory, selection, step: { ...step, trouble: undefined } },
        faults,
      )
      // Nothing has what was asked for, or a fault was noted.
      if (exported.length === 0) return []
    }
    await using directory = await openExportDirectory(dir.file('out'))
    const { includeDeleted } = step
    reports.push(
      ...(await run(
        { source: directory, target, selection: { includeDeleted }, step: { ...step, only: false } },
        faults,
      )),
    )
  }
  const after = originalsAt(stations[to])
  for (const [who, facts] of before)
    if (after.get(who) !== facts) faults.push(`${from} to ${to} changed the original ${who}`)
  return reports
}

interface Ends {
  readonly source: Source
  readonly target: Target
  readonly selection: Selection
  readonly step: CopyStep
}

async function run({ source, target, selection, step }: Ends, faults: string[]): Promise<readonly CopyReport[]> {
  const { road, only, trouble } = step
  const stop = new AbortController()
  let finished = 0
  try {
    const report = await copy({
      ...{ source, target, selection, only, signal: stop.signal, wait: 60_000 },
      onEvent({ type }) {
        if (type === 'finished' && trouble && ++finished > trouble.after) stop.abort()
      },
    })
    const codes = report.objects.flatMap(({ problems }) => problems.map(({ code }) => code))
    const isBlocked = codes.includes('ERR_EXPERIMENT_DELETED')
    for (const { ref, problems } of report.objects) {
      for (const { code, message } of problems)
        if (!conflicts.test(code) && !(isBlocked && afterBlocked.test(code)))
          faults.push(`${road.join(' to ')}: ${ref.kind} ${ref.id}: ${code} ${message}`)
    }
    return [report]
  } catch (error) {
    const isMissing = isMlferryError(error) && error.code === 'ERR_NOT_FOUND'
    if (!stop.signal.aborted && !isMissing)
      faults.push(`${road.join(' to ')}: ${error instanceof Error ? error.stack : error}`)
    return []
  }
}

/** undefined: the source has none of that. */
function selectionOf({ noun, pick, includeDeleted, window }: CopyStep, station: RealStation): Selection | undefined {
  if (noun === 'all') return { includeDeleted }
  if (noun === 'window') {
    const [since, until] = window.map((days) => firstDay + days * day) as [number, number]
    return { includeDeleted, ...(window[0] > window[1] ? {} : { since }), until }
  }
  const query = queries[noun === 'modelVersion' ? 'registeredModel' : noun]
  const all = query === undefined ? [] : station.rows<{ id: string }>(query)
  const id = all[pick % all.length]?.id
  if (id === undefined) return undefined
  if (noun === 'experiment') return { includeDeleted, experiments: [id] }
  if (noun === 'run') return { includeDeleted, runIds: [id], nestedRuns: pick % 2 === 0 }
  if (noun === 'loggedModel') return { includeDeleted, loggedModels: [id] }
  if (noun === 'prompt') return { includeDeleted, prompts: [id] }
  if (noun === 'trace') return { includeDeleted, objects: { kind: 'trace', names: [id] } }
  return { includeDeleted, models: [id], ...(noun === 'modelVersion' ? { versions: [1 + (pick % 2)] } : {}) }
}
