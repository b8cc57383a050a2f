import type { RealStation } from './real-station.ts'

type Row = Readonly<Record<string, string | number | null>>

/** What the tables say of one object: each fact once, with who it names instead of ids. */
interface Told {
  readonly who: string
  readonly kind: string
  /** Of its kind: its name, or its name and number. */
  readonly name: string
  readonly copied: boolean
  readonly facts: ReadonlySet<string>
}

const containers = ['experiment', 'model']

/** As `findFaults` of servers in memory, by the tables of the databases: in what the target is not the union. */
export function realFaults(
  sources: readonly RealStation[],
  target: RealStation,
  known: { readonly named: ReadonlySet<string>; readonly numbersApart: boolean },
): string[] {
  const there = tell(target)
  return sources.flatMap((source) =>
    tell(source)
      .filter(({ copied, who }) => !copied && who !== '')
      .flatMap((object) => faultsOf(object, there, known).map((fault) => `${object.who}: ${fault}`)),
  )
}

function faultsOf(
  object: Told,
  there: readonly Told[],
  { named, numbersApart }: { readonly named: ReadonlySet<string>; readonly numbersApart: boolean },
): string[] {
  const { who, kind, name, facts } = object
  const found = there.filter((each) => each.who === who)
  if (found.length > 1) return [`is there ${found.length} times`]
  const [copy] = found
  if (!copy) {
    const others = there.filter((each) => each.kind === kind && each.name === name)
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
  return [...lacking.map((fact) => `lacks ${fact}`), ...more.map((fact) => `has ${fact}`)]
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
  // Of several sources the first one's experiment takes what all have under its name.
  const places = new Map(rows('SELECT * FROM experiments').map(({ experiment_id, name }) => [experiment_id, name]))
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
  const add = (kind: string, id: unknown, name: string, own: readonly string[]) => {
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
    told.push({ who: who.get(`${kind} ${id}`) ?? '', kind, name, copied, facts: new Set(all) })
    if (new Set(all).size !== all.length)
      told.push({ who: `${kind} ${id} says a fact twice`, kind, name, copied: false, facts: new Set() })
  }
  for (const { experiment_id, name } of rows('SELECT * FROM experiments'))
    add('experiment', experiment_id, String(name), [])
  for (const row of rows('SELECT * FROM runs')) {
    const { run_uuid, name, status, start_time, end_time, lifecycle_stage, user_id, experiment_id } = row
    add('run', run_uuid, '', [
      `${name} ${status} ${start_time} ${end_time} ${lifecycle_stage} ${user_id}`,
      `in ${places.get(experiment_id)}`,
    ])
  }
  for (const { model_id, name, status, source_run_id, experiment_id } of rows('SELECT * FROM logged_models')) {
    const links = [`made by -> ${named('run', source_run_id)}`, `in ${places.get(experiment_id)}`]
    add('loggedModel', model_id, '', [`${name} ${status}`, ...links])
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
    add('trace', request_id, '', [`${timestamp_ms} ${status}`, `in ${places.get(experiment_id)}`])
  return told
}

/** Facts of everything that users made at a server, to tell whether a copy to it changed any of that. */
export function originalsAt(station: RealStation): ReadonlyMap<string, string> {
  const own = tell(station).filter(({ copied, who, kind }) => !copied && who !== '' && !containers.includes(kind))
  return new Map(own.map(({ who, facts }) => [who, [...facts].sort().join('\n')]))
}
