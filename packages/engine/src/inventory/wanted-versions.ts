import type { ModelVersionFields, ModelVersionHeader } from '@mlferry/core'
import type { Selection } from './selection.ts'

/** The versions of one registered model that are asked for. */
export function wantedVersions(
  headers: readonly ModelVersionHeader[],
  { versions, stages, latestVersions }: Selection,
): readonly ModelVersionHeader[] {
  const wantedStages = stages && new Set(stages.map((stage) => stage.toLowerCase()))
  const kept = headers.filter(
    ({ fields: { version, stage } }) =>
      (versions?.includes(version) ?? true) && (wantedStages?.has(stage.toLowerCase()) ?? true),
  )
  return latestVersions ? kept.filter(({ fields }) => isLatest(fields, kept)) : kept
}

function isLatest({ version, stage }: ModelVersionFields, all: readonly ModelVersionHeader[]): boolean {
  return all.every(({ fields }) => fields.stage !== stage || fields.version <= version)
}
