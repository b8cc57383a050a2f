import { isMlferryError, MlferryError, refKey, type Source, type Target } from '@mlferry/core'
import { MemoryServer, type ServedObject } from '@mlferry/core/testing'
import { type CopyReport, copy, type Selection } from '@mlferry/engine'
import { day, FilledStation, firstDay } from './fill-station.ts'
import { MemoryDirectory } from './memory-directory.ts'
import { findFaults, isContainer, namesOf } from './union-faults.ts'
import { type CopyStep, type Station, type Step, wholePasses } from './walk.ts'

/** What fails with what had trouble, or whose experiment has the name of one that is deleted. */
const afterTrouble: readonly string[] = [
  'ERR_SCOPE_FAILED',
  'ERR_NEEDED_FAILED',
  'ERR_POINTS_WITHOUT_RUN',
  'ERR_POINTS_MISSING',
]

/** What a copy may say of one object: two sources have something of the same name, and what came first stays. */
const conflicts: readonly string[] = [
  ...['ERR_VERSION_NUMBER_TAKEN', 'ERR_NAME_TAKEN', 'ERR_FIELDS_KEPT', 'ERR_ORIGINAL_DIFFERS'],
  ...['ERR_COPY_DIFFERS', 'ERR_EXPERIMENT_DELETED'],
]

/** Resolves to what is wrong after a walk and after whole passes; empty: nothing is. */
export async function walkMemory(steps: readonly Step[], passes = wholePasses): Promise<readonly string[]> {
  const walk = new Walk()
  for (const step of steps) {
    if (step.do === 'change') walk.stations[step.at].change(step)
    else await walk.copy(step)
    walk.noteNames()
  }
  for (const pass of [...passes, ...passes]) await walk.copy(pass)
  const { A, B, S, T } = walk.servers
  S.writes.length = 0
  T.writes.length = 0
  const reports: CopyReport[] = []
  for (const pass of passes) reports.push(...(await walk.copy(pass)))
  const writes = [...S.writes.map((write) => `S: ${write}`), ...T.writes.map((write) => `T: ${write}`)]
  walk.faults.push(...writes.map((write) => `the last pass writes ${write}`))
  const numbersApart = steps.some((step) => step.do === 'copy' && step.noun === 'modelVersion')
  const named = new Set(reports.flatMap(({ objects }) => objects.map(({ ref }) => refKey(ref))))
  for (const source of [A, B]) walk.faults.push(...findFaults(source, T, { named, names: walk.names, numbersApart }))
  return walk.faults
}

class Walk {
  readonly faults: string[] = []
  readonly names = new Map<string, Set<string>>()
  readonly servers = {
    A: new TroubledServer('http://A'),
    B: new TroubledServer('http://B'),
    S: new TroubledServer('http://S'),
    T: new TroubledServer('http://T'),
  } satisfies Record<Station, TroubledServer>
  readonly stations = {
    A: new FilledStation(this.servers.A),
    B: new FilledStation(this.servers.B),
    T: new FilledStation(this.servers.T),
  }
  readonly #kept = new Map<Station, MemoryDirectory>()

  constructor() {
    this.stations.A.fill()
    this.stations.B.fill()
    this.noteNames()
  }

  /** By which names each experiment was known. */
  noteNames(): void {
    for (const server of Object.values(this.servers)) namesOf(server, this.names)
  }

  async copy(step: CopyStep): Promise<readonly CopyReport[]> {
    const [from, to] = step.road
    const source = this.servers[from]
    const selection = selectionOf(step, source)
    if (!selection) return []
    if (step.by === 'direct') return this.#run(step, { source, target: this.servers[to], selection })
    const directory =
      step.by === 'kept'
        ? (this.#kept.get(from) ?? new MemoryDirectory(source.label))
        : new MemoryDirectory(source.label)
    if (step.by === 'kept') this.#kept.set(from, directory)
    await this.#run({ ...step, trouble: undefined }, { source, target: directory, selection })
    const { includeDeleted } = step
    return this.#run(
      { ...step, only: false },
      { source: directory, target: this.servers[to], selection: { includeDeleted } },
    )
  }

  async #run(
    { road: [from, to], only, trouble }: CopyStep,
    ends: { readonly source: Source; readonly target: Target; readonly selection: Selection },
  ): Promise<readonly CopyReport[]> {
    const stop = new AbortController()
    const server = this.servers[to]
    const before = originalsOf(server)
    const sources = this.servers[from].dump()
    server.trouble = trouble && {
      left: trouble.after,
      act() {
        if (trouble.kind === 'kill') stop.abort()
        else throw new MlferryError('ERR_NETWORK', 'The answer was lost.')
      },
    }
    const reports: CopyReport[] = []
    try {
      const report = await copy({ ...ends, only, signal: stop.signal })
      reports.push(report)
      // A schema or an experiment that found its name held in this very job: what needs it waits for the next.
      const isBlocked = report.objects.some(
        ({ outcome, problems }) =>
          outcome === 'failed' && problems.some(({ code }) => /NAME_TAKEN|EXPERIMENT_DELETED/.test(code)),
      )
      for (const { ref, problems } of report.objects) {
        for (const { code, message } of problems) {
          if (conflicts.includes(code) || (trouble && code === 'ERR_NETWORK')) continue
          if ((trouble || isBlocked) && afterTrouble.includes(code)) continue
          this.faults.push(`${from} to ${to}: ${ref.kind} ${ref.id}: ${code} ${message}`)
        }
      }
      for (const { target, problem } of trouble ? [] : report.unsettled)
        if (!conflicts.includes(problem.code))
          this.faults.push(`${from} to ${to}: unsettled ${target.kind} ${target.id}: ${problem.code}`)
    } catch (error) {
      const isMissing = isMlferryError(error) && error.code === 'ERR_NOT_FOUND'
      if (!stop.signal.aborted && !isMissing && !(trouble && isMlferryError(error) && error.code === 'ERR_NETWORK'))
        this.faults.push(`${from} to ${to}: ${error instanceof Error ? error.stack : String(error)}`)
    } finally {
      server.trouble = undefined
    }
    this.faults.push(...changedOriginals(server, before).map((what) => `${from} to ${to} changed the original ${what}`))
    if (ends.source instanceof MemoryServer) {
      const now = ends.source.dump()
      const changed = [...sources].filter(([key, text]) => now.get(key) !== text)
      this.faults.push(...changed.map(([key]) => `${from} to ${to} changed its source ${key}`))
    }
    return reports
  }
}

class TroubledServer extends MemoryServer {
  trouble: { left: number; readonly act: () => void } | undefined

  override put(object: ServedObject): boolean {
    const changed = super.put(object)
    const { trouble } = this
    if (changed && trouble && trouble.left-- === 0) {
      this.trouble = undefined
      trouble.act()
    }
    return changed
  }
}

/** undefined: the source has none of that. */
function selectionOf({ noun, pick, includeDeleted, window }: CopyStep, source: MemoryServer): Selection | undefined {
  if (noun === 'all') return { includeDeleted }
  if (noun === 'window') {
    const [since, until] = window.map((days) => firstDay + days * day) as [number, number]
    return { includeDeleted, ...(window[0] > window[1] ? {} : { since }), until }
  }
  const all = source.all(noun)
  const picked = all[pick % all.length]
  if (!picked) return undefined
  const { ref, fields } = picked.header
  const { name, version } = fields as { readonly name: string; readonly version: number }
  if (noun === 'experiment') return { includeDeleted, experiments: [name] }
  if (noun === 'run') return { includeDeleted, runIds: [ref.id], nestedRuns: pick % 2 === 0 }
  if (noun === 'loggedModel') return { includeDeleted, loggedModels: [ref.id] }
  if (noun === 'registeredModel') return { includeDeleted, models: [name] }
  if (noun === 'modelVersion') return { includeDeleted, models: [name], versions: [version] }
  if (noun === 'prompt') return { includeDeleted, prompts: [name] }
  if (noun === 'evaluationDataset') return { includeDeleted, evaluationDatasets: [ref.id] }
  return { includeDeleted, objects: { kind: noun, names: [noun === 'trace' ? ref.id : name] } }
}

function originalsOf(server: MemoryServer): ReadonlyMap<string, ServedObject> {
  return new Map([...server.objects].filter(([, { mark }]) => !mark))
}

/** What holds others may take in what it lacks; all else stays as users made it. */
function changedOriginals(server: MemoryServer, before: ReadonlyMap<string, ServedObject>): string[] {
  const now = server.dump()
  const known = new MemoryServer(server.label)
  known.objects.clear()
  for (const [key, object] of before) known.objects.set(key, object)
  const changed = [...known.dump()].filter(([key, text]) => now.get(key) !== text)
  return changed.flatMap(([key]) => {
    const [one, other] = [before.get(key), server.objects.get(key)]
    if (one && other && !other.mark && isContainer(one.header.ref.kind) && hasAll(one, other)) return []
    // The one that every server has from its start may be taken.
    if (one?.header.ref.kind === 'experiment' && one.header.ref.id === '0') return []
    return [key.replace('\n', ' ')]
  })
}

function hasAll({ header: before }: ServedObject, { header: after }: ServedObject): boolean {
  const [old, now] = [before.fields, after.fields] as readonly {
    readonly name: string
    readonly tags: ReadonlyMap<string, string>
  }[]
  return old?.name === now?.name && [...(old?.tags ?? [])].every(([key, value]) => now?.tags.get(key) === value)
}
