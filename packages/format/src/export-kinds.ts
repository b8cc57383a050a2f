import { evaluationDatasetInExport } from './evaluation-dataset/evaluation-dataset-in-export.ts'
import { experimentInExport } from './experiment/experiment-in-export.ts'
import type { ExportKind } from './export-kind.ts'
import { loggedModelInExport } from './logged-model/logged-model-in-export.ts'
import { modelVersionInExport } from './model-version/model-version-in-export.ts'
import { plainInExport } from './plain/plain-in-export.ts'
import { promptInExport } from './prompt/prompt-in-export.ts'
import { promptVersionInExport } from './prompt-version/prompt-version-in-export.ts'
import { registeredModelInExport } from './registered-model/registered-model-in-export.ts'
import { runInExport } from './run/run-in-export.ts'
import { traceInExport } from './trace/trace-in-export.ts'

const kinds: ReadonlyMap<string, ExportKind> = new Map(
  Object.entries({
    experiment: experimentInExport,
    run: runInExport,
    loggedModel: loggedModelInExport,
    registeredModel: registeredModelInExport,
    modelVersion: modelVersionInExport,
    prompt: promptInExport,
    promptVersion: promptVersionInExport,
    evaluationDataset: evaluationDatasetInExport,
    trace: traceInExport,
    ...plainInExport,
  }),
)

/** undefined: an export cannot hold that kind. */
export function exportKind(name: string): ExportKind | undefined {
  return kinds.get(name)
}
