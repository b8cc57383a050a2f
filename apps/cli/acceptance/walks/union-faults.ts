import { isDeepStrictEqual } from 'node:util'
import type { Header, Link } from '@mlferry/core'
import type { MemoryServer, ServedObject } from '@mlferry/core/testing'

/** Holds others under its name: of several sources the first one keeps its fields. */
export function isContainer(kind: string): boolean {
  return ['experiment', 'registeredModel', 'prompt'].includes(kind)
}

const withoutName: readonly string[] = ['run', 'loggedModel', 'trace', 'issue', 'evaluationDataset']

interface Known {
  /** Objects that a report named, by kind and id at its source. */
  readonly named: ReadonlySet<string>
  /** By which names each experiment was known, by who it is. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>
  /** The walk asked for single numbers: no server gives an earlier one after a later one. */
  readonly numbersApart: boolean
}

/**
 * In what the target is not the union. Each object of the source is there once, as it is at the source, with all its links, points and
 * files. But for names and numbers that another one holds: such a container takes what it holds, and keeps its own fields; a version,
 * scorer, schema or queue is named by the reports, and nothing points to the one that stands in its place. No code of the engine is used.
 */
export function findFaults(source: MemoryServer, target: MemoryServer, known: Known): string[] {
  const originals = [...source.objects.values()].filter(({ header, mark }) => !mark && header.ref.id !== '0')
  return originals.flatMap((object) => {
    const { kind, id } = object.header.ref
    const faults = faultsOf(object, { source, target, ...known })
    return faults.map((fault) => `${source.label} ${kind} ${id} (${whoOf(object)}): ${fault}`)
  })
}

interface Ends extends Known {
  readonly source: MemoryServer
  readonly target: MemoryServer
}

function faultsOf(object: ServedObject, ends: Ends): string[] {
  const { target } = ends
  const { ref } = object.header
  const found = target.all(ref.kind).filter((each) => whoOf(each) === whoOf(object))
  if (found.length > 1) return [`is there ${found.length} times`]
  const [copy] = found
  if (copy) return differences(object, copy, ends)
  const isNamed = ends.named.has(`${ref.kind}\n${ref.id}`)
  if (isNamed && isBlocked(target)) return []
  if (withoutName.includes(ref.kind)) return ['is not there']
  if (ref.kind === 'experiment' && target.all('experiment').some((each) => sharesName(object, each, ends))) return []
  if (isContainer(ref.kind)) return sameName(object, target).length === 1 ? [] : ['is not there']
  if (!inTheWay(object, ends)) return ['is not there, though its place is free']
  return isNamed ? [] : ['is not there, and no report names it']
}

/** Something else at its place: of the same name, or of a number that is as high. */
function inTheWay({ header }: ServedObject, { target, ...known }: Ends): boolean {
  const { name, version } = header.fields as { readonly name: string; readonly version?: number }
  return target.all(header.ref.kind).some((each) => {
    // Numbers are given in turn: one of its own that came too early is a fault.
    if (!known.numbersApart && sourceOf(each) === sourceOf({ header })) return false
    const other = each.header.fields as { readonly name: string; readonly version?: number }
    if (version !== undefined) return other.name === name && (other.version ?? 0) >= version
    return other.name === name && isSamePlace(header, each.header, { ...known, target })
  })
}

function differences(object: ServedObject, copy: ServedObject, ends: Ends): string[] {
  const { header } = object
  const faults: string[] = []
  const [expected, actual] = [comparable(object, ends.source), comparable(copy, ends.target)]
  for (const [field, value] of Object.entries(expected)) {
    const there = actual[field]
    const isMerged = isContainer(header.ref.kind) && field === 'tags' && includes(there, value)
    const isTaken = field === 'name' && header.ref.kind === 'experiment' && sameName(object, ends.target).length === 1
    // One that others share stays.
    const isShared =
      field === 'lifecycle' && header.ref.kind === 'experiment' && ends.named.has(`experiment\n${header.ref.id}`)
    if (!isMerged && !isTaken && !isShared && !isDeepStrictEqual(there, value))
      faults.push(`${field} is ${show(there)}, not ${show(value)}`)
  }
  if (!isSamePlace(header, copy.header, ends)) faults.push(`it lies in ${copy.header.scope?.id}`)
  if (!isDeepStrictEqual([...object.points].sort(), [...copy.points].sort()))
    faults.push(`points are ${show([...copy.points])}, not ${show([...object.points])}`)
  if (!isDeepStrictEqual(filesOf(object), filesOf(copy))) faults.push(`files are ${show([...copy.files])}`)
  return [...faults, ...linkFaults(header, copy.header, ends)]
}

function linkFaults({ ref, links }: Header, copy: Header, ends: Ends): string[] {
  const expected = new Set(links.flatMap((link) => expectedLink(link, ends)))
  const actual = new Set(copy.links.map(({ field, to }) => `${field} ${to.id}`))
  const missing = [...expected].filter((link) => !actual.has(link))
  const more =
    isContainer(ref.kind) || ref.kind === 'evaluationDataset' ? [] : [...actual].filter((link) => !expected.has(link))
  return [...missing.map((link) => `lacks the link ${link}`), ...more.map((link) => `has the link ${link}`)]
}

/** None: its other end is not at the target, which is a fault of that, or named. */
function expectedLink({ field, to }: Link, { source, target, named }: Ends): string[] {
  const other = source.objects.get(`${to.kind}\n${to.id}`)
  if (!other) return []
  const same = target.all(to.kind).filter((each) => whoOf(each) === whoOf(other))
  if (same.length === 0 && named.has(`${to.kind}\n${to.id}`) && isBlocked(target)) return []
  const found = same.length === 0 && isContainer(to.kind) ? sameName(other, target) : same
  return found.map(({ header }) => `${field} ${header.ref.id}`)
}

function isSamePlace(
  header: Header,
  copy: Header,
  { source, target, names }: Pick<Ends, 'target' | 'names'> & { readonly source: MemoryServer },
): boolean {
  if (!header.scope || !copy.scope) return header.scope === copy.scope
  const [one, other] = [source.get(header.scope), target.get(copy.scope)]
  if (whoOf(one) === whoOf(other)) return true
  return sharesName(one, other, { names })
}

/** They had a name in common at some time: then the one may hold what the other held. */
function sharesName(one: ServedObject, other: ServedObject, { names }: Pick<Known, 'names'>): boolean {
  const before = names.get(whoOf(one)) ?? new Set([nameOf(one)])
  const there = names.get(whoOf(other)) ?? new Set([nameOf(other)])
  return [...before].some((name) => there.has(name))
}

/** An experiment of the target is deleted, and holds its name: what another source has under that is not taken. */
function isBlocked(target: MemoryServer): boolean {
  return target.all('experiment').some(({ header }) => header.fields.lifecycle === 'deleted')
}

/** Adds the names that experiments have now. */
export function namesOf(server: MemoryServer, names: Map<string, Set<string>>): void {
  for (const each of server.all('experiment')) {
    const known = names.get(whoOf(each)) ?? new Set<string>()
    names.set(whoOf(each), known.add(nameOf(each)))
  }
}

function sameName(object: ServedObject, target: MemoryServer): readonly ServedObject[] {
  return target.all(object.header.ref.kind).filter((each) => nameOf(each) === nameOf(object))
}

function nameOf({ header }: ServedObject): string {
  return (header.fields as { readonly name: string }).name
}

/** Who an object is in all the world, as its first store noted it: see `FilledStation`. */
function whoOf({ header: { ref, fields } }: Pick<ServedObject, 'header'>): string {
  const { tags, description, versions, instruction, createdBy } = fields as Readonly<Record<string, unknown>>
  if (ref.kind === 'scorer') return (versions as readonly { readonly serialized: string }[])[0]?.serialized ?? ''
  if (tags) return (tags as ReadonlyMap<string, string>).get('who') ?? `${ref.kind} ${ref.id}`
  return String(ref.kind === 'issue' ? description : (instruction ?? createdBy))
}

const ofTheStore: readonly string[] = ['creationTime', 'lastUpdateTime', 'artifactUri', 'artifactLocation', 'source']

function sourceOf(object: Pick<ServedObject, 'header'>): string {
  return whoOf(object).split(' ')[0] ?? ''
}

function comparable({ header }: ServedObject, server: MemoryServer): Readonly<Record<string, unknown>> {
  const fields = Object.entries(header.fields).filter(([field]) => !ofTheStore.includes(field))
  return Object.fromEntries(
    fields.map(([field, value]) => {
      if (value instanceof Map) return [field, Object.fromEntries([...value].sort(([a], [b]) => (a < b ? -1 : 1)))]
      if (field !== 'metrics') return [field, value]
      const points = value as readonly { readonly runId: string }[]
      return [
        field,
        points.map((point) => ({
          ...point,
          runId: server.objects.get(`run\n${point.runId}`) && whoOf(server.get({ kind: 'run', id: point.runId })),
        })),
      ]
    }),
  )
}

function includes(there: unknown, value: unknown): boolean {
  const has = there as Readonly<Record<string, unknown>>
  return Object.entries(value as object).every(([key, entry]) => has[key] === entry)
}

function filesOf({ files }: ServedObject): readonly string[] {
  return [...files].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString()}`).sort()
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ?? 'undefined'
}
