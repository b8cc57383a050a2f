import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { Fields } from './compare-fields.ts'
import { type IdMap, mapIds } from './map-ids.ts'

/** Adds an object's tags, without those that may differ. Tags of MLflow's own name ids: given `ids`, they become the copy's. */
export function addTagFields(
  fields: Fields,
  tags: Readonly<Record<string, string>>,
  options: CompareDumpsOptions,
  ids?: IdMap,
): void {
  for (const [tag, value] of Object.entries(tags)) {
    if (isIgnored(tag, options)) continue
    fields.set(`tags.${tag}`, ids && tag.startsWith('mlflow.') ? mapIds(value, ids) : value)
  }
}

function isIgnored(tag: string, { ignoreTags = [] }: CompareDumpsOptions): boolean {
  return ['mlferry.*', ...ignoreTags].some((rule) =>
    rule.endsWith('*') ? tag.startsWith(rule.slice(0, -1)) : tag === rule,
  )
}
