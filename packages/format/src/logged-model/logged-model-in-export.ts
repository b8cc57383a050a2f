import type { Header, LoggedModelFields, LoggedModelHeader, MetricChunk } from '@mlferry/core'
import { type ExportKind, holderOf } from '../export-kind.ts'
import type { LocatedObject } from '../reading/list-objects.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import { readRunParts } from '../run/read-run-parts.ts'
import { writtenInExperiments } from '../sealed/written-objects.ts'
import { restoreNaN } from './restore-nan.ts'
import { writeLoggedModel } from './write-logged-model.ts'

export const loggedModelInExport: ExportKind<LoggedModelFields> = {
  async *list(query, opened, signal) {
    for await (const found of opened.loggedModels.list(query, signal))
      yield 'header' in found ? await exact(found, opened, signal) : found
  },
  artifacts: ({ ref }, { loggedModels }, signal) => loggedModels.artifacts(ref.id, signal),
  ...writtenInExperiments('loggedModel'),
  async open(object, context, { tree, system }) {
    const experiment = await tree.folder(holderOf(object, context))
    return await writeLoggedModel({ header: object as LoggedModelHeader, context, experiment, system })
  },
}

async function exact({ place, header }: LocatedObject, opened: OpenedExport, signal: AbortSignal): Promise<Header> {
  if (place.sums) return header
  return await restoreNaN(header as LoggedModelHeader, (runId) => pointsOf(runId, opened, signal))
}

async function* pointsOf(
  id: string,
  { runs, context }: OpenedExport,
  signal: AbortSignal,
): AsyncGenerator<MetricChunk> {
  const place = await runs.find(id, signal)
  if (!place) return
  for await (const part of readRunParts({ kind: 'run', id }, async () => place, { context, signal }))
    if (part.type === 'metrics') yield part.chunk
}
