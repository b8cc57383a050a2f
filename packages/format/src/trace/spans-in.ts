import { MlferryError, readTraceSpan, type TraceSpan } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'
import { isObject } from '../json/json-members.ts'

/** The spans of a file traces.json. By hand and not by a schema: MLflow has written them in several forms. Throws ERR_EXPORT_INVALID. */
export function spansIn(value: JsonValue, file: string): TraceSpan[] {
  const { spans = [] } = isObject(value) ? value : { spans: null }
  if (!Array.isArray(spans)) throw invalid(file, '/spans must be an array')
  return spans.map((span: JsonValue, index) => {
    if (!isObject(span)) throw invalid(file, `/spans/${index} must be an object`)
    try {
      return readTraceSpan(span)
    } catch (cause) {
      throw invalid(file, `/spans/${index} is not as MLflow writes spans`, cause)
    }
  })
}

function invalid(file: string, problem: string, cause?: unknown): MlferryError {
  return new MlferryError('ERR_EXPORT_INVALID', `${file}: ${problem}`, {
    hint: 'The file was damaged or written by another tool: export this trace again.',
    cause,
  })
}
