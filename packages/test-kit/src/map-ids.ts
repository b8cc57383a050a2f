import type { LoggedModelDump, RunDump } from './dump-server.ts'
import type { Pairs } from './pair-dumps.ts'

/** The ids of the right by those of the left, of runs and logged models that were copied. */
export type IdMap = ReadonlyMap<string, string>

export function idMap(runs: Pairs<RunDump>, models: Pairs<LoggedModelDump>): IdMap {
  const ids = [...runs, ...models].map(([item, found]) => [item.id, found[0]?.id] as const)
  return new Map(ids.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** A text of the left as its copy must have it: with the ids of the right. */
export function mapIds(text: string, ids: IdMap): string {
  return text.replace(/\b(?:m-)?[0-9a-f]{32}\b/g, (id) => ids.get(id) ?? id)
}

/**
 * Reads a reference on both sides. Only one to an object that was copied can be judged; undefined on both sides otherwise, as
 * the object itself is reported.
 */
export function mapReference(id: string, other: string, ids: IdMap): readonly [string | undefined, string | undefined] {
  if (id === '') return ['', other]
  const copy = ids.get(id)
  return copy === undefined ? [undefined, undefined] : [copy, other]
}
