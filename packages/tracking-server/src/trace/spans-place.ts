import type { TraceFields } from '@mlferry/core'

/** MLflow's clients write these when a trace ends, with its spans. Not all of them write how many spans there are. */
const keysOfEnded = ['mlflow.traceInputs', 'mlflow.traceOutputs', 'mlflow.trace.sizeBytes']

export function hadSpans({ metadata, state }: TraceFields): boolean {
  return state !== 'IN_PROGRESS' && keysOfEnded.some((key) => metadata.has(key))
}

/** Whether spans are in the database; otherwise they are in a file among the artifacts of the trace. */
export function inTable({ spansLocation }: TraceFields): boolean {
  return spansLocation === 'TRACKING_STORE' || spansLocation === 'ARCHIVE_REPO'
}
