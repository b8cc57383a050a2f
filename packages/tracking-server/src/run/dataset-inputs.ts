import type { WireDatasetInput } from '@mlferry/client'
import type { DatasetInput } from '@mlferry/core'
import { wireTags } from '../server/tag-map.ts'

/** Inputs that the run does not have yet, as log-inputs takes them. */
export function wireDatasetInputs(
  inputs: readonly DatasetInput[],
  there: readonly WireDatasetInput[],
): WireDatasetInput[] {
  const known = new Set(there.map(({ dataset }) => `${dataset.name}\n${dataset.digest}`))
  return inputs
    .filter(({ name, digest }) => !known.has(`${name}\n${digest}`))
    .map(({ name, digest, sourceType, source, schema, profile, tags }) => ({
      tags: wireTags(tags),
      dataset: {
        name,
        digest,
        source_type: sourceType,
        source,
        ...(schema === null ? {} : { schema }),
        ...(profile === null ? {} : { profile }),
      },
    }))
}
