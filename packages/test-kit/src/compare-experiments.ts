import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { Fields } from './compare-fields.ts'
import type { ExperimentDump } from './dump-server.ts'
import { type IdMap, mapIds } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

/** With what they hold, where both servers can hold it: `held.issues`. Ids of runs in it are the copy's. */
export function fieldsOfExperiments(
  left: ExperimentDump,
  right: ExperimentDump,
  ids: IdMap,
  options: CompareDumpsOptions,
): readonly [Fields, Fields] {
  const fields: [Fields, Fields] = [fieldsOf(left, options, ids), fieldsOf(right, options)]
  for (const [kind, texts] of Object.entries(left.held ?? {})) {
    const others = right.held?.[kind]
    if (!others) continue
    fields[0].set(
      `held.${kind}`,
      texts.map((text) => mapIds(text, ids)),
    )
    fields[1].set(`held.${kind}`, others)
  }
  return fields
}

function fieldsOf({ lifecycle, tags }: ExperimentDump, options: CompareDumpsOptions, ids?: IdMap): Fields {
  const fields: Fields = new Map([['lifecycle', lifecycle]])
  addTagFields(fields, tags, options, ids)
  return fields
}
