import type { RealStation } from './real-station.ts'

type Row = Readonly<Record<string, string | number | null>>

/** What the tables say of one object: each fact once, with who it names instead of ids. */
interface Told {
  readonly who: string
  readonly kind: string
  /** Of its kind: its name, or its name and number. */
  readonly name: string
  readonly id: string
  /** The experiment that holds it: its id. */
  readonly place: string | undefined
  readonly copied: boolean
  readonly facts: ReadonlySet<string>
}

const containers = ['experiment', 'model']

/** As `findFaults` of servers in memory, by the tables of the databases: in what the target is not the union. */
export function realFaults(sources: readonly RealStation[], target: RealStation, known: Known): string[] {
  const there = tell(target)
  const deleted = target.rows<Row>("SELECT 1 FROM experiments WHERE lifecycle_stage = 'deleted'")
  return sources.flatMap((source) => {
    const all = tell(source)
    const ends = { ...known, all, there, isBlocked: deleted.length > 0 }
    return all
      .filter(({ copied, who }) => !copied && who !== '')
      .flatMap((object) => faultsOf(object, ends).map((fault) => `${object.who}: ${fault}`))
  })
}

interface Known {
  readonly named: ReadonlySet<string>
  readonly numbersApart: boolean
  /** By which names each experiment was known, by who it is. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>
}

interface Ends extends Known {
  readonly all: readonly Told[]
  readonly there: readonly Told[]
  /** An experiment of the target is deleted, and holds its name: what another source has under that is not taken. */
  readonly isBlocked: boolean
}

/** Adds the names that experiments have now. */
export function noteNames(station: RealStation, names: Map<string, Set<string>>): void {
  for (const { kind, who, name } of tell(station)) {
    if (kind === 'experiment') names.set(who, (names.get(who) ?? new Set()).add(name))
  }
}

function faultsOf(object: Told, ends: Ends): string[] {
  const { who, kind, name, id, facts } = object
  const { there, named, numbersApart } = ends
  const found = there.filter((each) => each.who === who)
  if (found.length > 1) return [`is there ${found.length} times`]
  const [copy] = found
  if (!copy) {
    const others = there.filter((each) => each.kind === kind && each.name === name)
    if (ends.isBlocked && named.has(id)) return []
    if (kind === 'experiment' && there.some((each) => each.kind === kind && sharesName(object, each, ends))) return []
    if (containers.includes(kind) && others.length === 1) return []
    const isNamed = kind === 'version' && named.has(name) && (numbersApart || others.length > 0)
    return isNamed ? [] : ['is not there']
  }
  const whose = new Set(there.map((each) => each.who))
  // What names an object that is named as being in conflict has no such link.
  const expected = [...facts].filter(
    (fact) => !fact.includes(' -> ') || whose.has(fact.slice(fact.indexOf(' -> ') + 4)),
  )
  const lacking = expected.filter((fact) => !copy.facts.has(fact))
  const more = containers.includes(kind) ? [] : [...copy.facts].filter((fact) => !facts.has(fact))
  const [place, placeThere] = [placeOf(object, ends.all), placeOf(copy, there)]
  const isInPlace = place === placeThere || (place && placeThere && sharesName(place, placeThere, ends))
  const elsewhere = isInPlace ? [] : [`lies in ${placeThere?.name}, not in ${place?.name}`]
  return [...elsewhere, ...lacking.map((fact) => `lacks ${fact}`), ...more.map((fact) => `has ${fact}`)]
}

function placeOf({ place }: Told, all: readonly Told[]): Told | undefined {
  return all.find(({ kind, id }) => kind === 'experiment' && id === place)
}

/** They had a name in common at some time: then the one may hold what the other held. */
function sharesName(one: Told, other: Told, { names }: Known): boolean {
  const there = names.get(other.who) ?? new Set([other.name])
  return one.who === other.who || [...(names.get(one.who) ?? [one.name])].some((name) => there.has(name))
}

/** Everything that a database holds. */
function tell(station: RealStation): readonly Told[] {
  const rows = (query: string) => station.rows<Row>(query)
  const who = new Map<string, string>()
  const tags = new Map<string, Map<string, string>>()
  const noteTags = (kind: string, query: string) => {
    for (const { id, key, value } of rows(query)) {
      const of = tags.get(`${kind} ${id}`) ?? new Map<string, string>()
      tags.set(`${kind} ${id}`, of.set(String(key), String(value)))
      if (key === 'who') who.set(`${kind} ${id}`, String(value))
    }
  }
  noteTags('experiment', 'SELECT experiment_id id, key, value FROM experiment_tags')
  noteTags('run', 'SELECT run_uuid id, key, value FROM tags')
  noteTags('loggedModel', 'SELECT model_id id, tag_key key, tag_value value FROM logged_model_tags')
  noteTags('model', 'SELECT name id, key, value FROM registered_model_tags')
  noteTags('version', "SELECT name || '/' || version id, key, value FROM model_version_tags")
  noteTags('trace', 'SELECT request_id id, key, value FROM trace_tags')
  const named = (kind: string, id: unknown) => who.get(`${kind} ${id}`) ?? `no ${kind}`
  const facts = new Map<string, string[]>()
  const note = (kind: string, id: unknown, fact: string) => {
    const key = `${kind} ${id}`
    facts.set(key, [...(facts.get(key) ?? []), fact])
  }
  for (const { id, key, value, step, is_nan } of rows('SELECT run_uuid id, key, value, step, is_nan FROM metrics'))
    note('run', id, `point ${key} ${value} ${step} ${is_nan}`)
  for (const { id, metric_name, metric_value, metric_step, run_id } of rows(
    'SELECT model_id id, metric_name, metric_value, metric_step, run_id FROM logged_model_metrics',
  ))
    note('loggedModel', id, `point ${metric_name} ${metric_value} ${metric_step} of ${named('run', run_id)}`)
  for (const { source_type, source_id, destination_id } of rows(
    "SELECT * FROM inputs WHERE destination_type LIKE 'MODEL%'",
  ))
    note('run', source_id, `${source_type} -> ${named('loggedModel', destination_id)}`)
  for (const { id, key, value } of rows('SELECT request_id id, key, value FROM trace_request_metadata'))
    if (key === 'mlflow.sourceRun') note('trace', id, `run -> ${named('run', value)}`)
  const told: Told[] = []
  const add = (kind: string, id: unknown, name: string, own: readonly string[], place?: unknown) => {
    const of = tags.get(`${kind} ${id}`) ?? new Map<string, string>()
    const plain = [...of].filter(([key]) => !/^(mlferry\.|mlflow\.|_mlflow)/.test(key))
    const parent = of.get('mlflow.parentRunId')
    const all = [
      ...own,
      ...plain.map(([key, value]) => `tag ${key} ${value}`),
      ...(parent ? [`parent -> ${named('run', parent)}`] : []),
      ...(facts.get(`${kind} ${id}`) ?? []),
    ]
    const copied = of.has('mlferry.source.id')
    const known = { kind, name, id: String(id), place: place === undefined ? undefined : String(place) }
    told.push({ ...known, who: who.get(`${kind} ${id}`) ?? '', copied, facts: new Set(all) })
    if (new Set(all).size !== all.length)
      told.push({ ...known, who: `${kind} ${id} says a fact twice`, copied: false, facts: new Set() })
  }
  for (const { experiment_id, name } of rows('SELECT * FROM experiments'))
    add('experiment', experiment_id, String(name), [])
  for (const row of rows('SELECT * FROM runs')) {
    const { run_uuid, name, status, start_time, end_time, lifecycle_stage, user_id, experiment_id } = row
    const own = [`${name} ${status} ${start_time} ${end_time} ${lifecycle_stage} ${user_id}`]
    add('run', run_uuid, '', own, experiment_id)
  }
  for (const { model_id, name, status, source_run_id, experiment_id } of rows('SELECT * FROM logged_models')) {
    add('loggedModel', model_id, '', [`${name} ${status}`, `made by -> ${named('run', source_run_id)}`], experiment_id)
  }
  for (const { name } of rows('SELECT * FROM registered_models')) add('model', name, String(name), [])
  for (const { name, version, run_id, source } of rows(
    "SELECT * FROM model_versions WHERE current_stage <> 'Deleted_Internal'",
  )) {
    const model = /^models:\/(m-\w+)$/.exec(String(source))?.[1]
    const links = [
      ...(run_id ? [`run -> ${named('run', run_id)}`] : []),
      ...(model ? [`model -> ${named('loggedModel', model)}`] : []),
    ]
    add('version', `${name}/${version}`, `${name}/${version}`, links)
  }
  for (const { request_id, timestamp_ms, status, experiment_id } of rows('SELECT * FROM trace_info'))
    add('trace', request_id, '', [`${timestamp_ms} ${status}`], experiment_id)
  return told
}

/** Facts of everything that users made at a server, to tell whether a copy to it changed any of that. */
export function originalsAt(station: RealStation): ReadonlyMap<string, string> {
  const own = tell(station).filter(({ copied, who, kind }) => !copied && who !== '' && !containers.includes(kind))
  return new Map(own.map(({ who, facts }) => [who, [...facts].sort().join('\n')]))
}
