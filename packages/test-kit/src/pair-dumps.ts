import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { ServerDump } from './dump-server.ts'

/** What each object of the left is on the right: nothing, one, or several. */
export type Pairs<T> = ReadonlyMap<T, readonly T[]>

/** What can be paired by provenance, or by what people see of it. */
interface Pairable {
  readonly id: string
  readonly experiment: string
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
}

export const sourceId = 'mlferry.source.id'
/** Of a copy of a copy: the id where it all began. */
const originId = 'mlferry.origin.id'

export function pairRuns(left: ServerDump, right: ServerDump, options: CompareDumpsOptions) {
  if (options.pairBy !== 'name-and-start-time') return pairBySource(left.runs, right.runs)
  // Twins are taken in the order of their end.
  const sort = (dump: ServerDump) => dump.runs.toSorted((a, b) => a.endTime.localeCompare(b.endTime))
  return pairByName(sort(left), sort(right), options, (run) => run.startTime)
}

export function pairLoggedModels(left: ServerDump, right: ServerDump, options: CompareDumpsOptions) {
  const sort = ({ loggedModels = [] }: ServerDump) => loggedModels.toSorted((a, b) => a.created - b.created)
  if (options.pairBy !== 'name-and-start-time') return pairBySource(sort(left), sort(right))
  return pairByName(sort(left), sort(right), options)
}

function pairBySource<T extends Pairable>(lefts: readonly T[], rights: readonly T[]): Pairs<T> {
  const byId = Map.groupBy(rights, (item) => item.id)
  const bySource = Map.groupBy(rights, (item) => item.tags[sourceId] ?? '')
  const byOrigin = Map.groupBy(rights, (item) => item.tags[originId] ?? '')
  return new Map(
    lefts.map((item) => {
      const origin = item.tags[sourceId]
      const shared = origin ? [...(bySource.get(origin) ?? []), ...(byId.get(origin) ?? [])] : []
      const copies = [...(bySource.get(item.id) ?? []), ...(byOrigin.get(item.id) ?? [])]
      return [item, [...new Set([...copies, ...shared])]]
    }),
  )
}

function pairByName<T extends Pairable>(
  lefts: readonly T[],
  rights: readonly T[],
  { renamed = {} }: CompareDumpsOptions,
  more: (item: T) => string = () => '',
): Pairs<T> {
  const key = (item: T, experiment: string) => JSON.stringify([experiment, item.name, more(item)])
  const theirs = Map.groupBy(rights, (item) => key(item, item.experiment))
  const ours = Map.groupBy(lefts, (item) => key(item, renamed[item.experiment] ?? item.experiment))
  return new Map(
    [...ours].flatMap(([shared, items]) => {
      const found = theirs.get(shared) ?? []
      const last = items.length - 1
      return items.map((item, index) => [item, found.slice(index, index < last ? index + 1 : undefined)] as const)
    }),
  )
}
