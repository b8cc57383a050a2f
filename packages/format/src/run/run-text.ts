import type { Link, MetricChunk, RunHeader } from '@mlferry/core'
import { type JsonObject, stringifyJson } from '@mlferry/exact-json'
import { humanTime, jsonText, textsToJson } from '../json/json-text.ts'

/** The stanza of mlferry: everything that the format of the Python tool has no member for. */
export function runStanza(header: RunHeader): JsonObject {
  const { fields, links, origin } = header
  const latest = [...fields.latestMetrics].map(([key, point]) => [key, { ...point }] as const)
  return {
    id: header.ref.id,
    lifecycle: fields.lifecycle,
    links,
    latestMetrics: Object.fromEntries(latest),
    origin,
    extra: fields.extra,
  }
}

export interface RunTextOptions {
  readonly system: JsonObject
  /** The run is exported alone, without its models. */
  readonly alone: boolean
}

/** Text between the stanza and the metrics. */
export function textBeforeMetrics(header: RunHeader, { system, alone }: RunTextOptions): string {
  const { ref, scope, fields, links } = header
  const info = {
    run_id: ref.id,
    experiment_id: scope?.id ?? null,
    user_id: fields.userId,
    status: fields.status,
    start_time: fields.startTime,
    end_time: fields.endTime,
    lifecycle_stage: fields.lifecycle,
    artifact_uri: fields.artifactUri,
    run_name: fields.name,
    _start_time: humanTime(fields.startTime),
    _end_time: humanTime(fields.endTime),
  }
  const datasets = fields.datasetInputs.map((input) => ({
    dataset: {
      name: input.name,
      digest: input.digest,
      source_type: input.sourceType,
      source: input.source,
      schema: input.schema,
      profile: input.profile,
    },
    tags: [...input.tags].map(([key, value]) => ({ key, value })),
  }))
  return [
    `  "system": ${jsonText(system, '  ')},`,
    '  "mlflow": {',
    `    "info": ${jsonText(info, '    ')},`,
    `    "params": ${jsonText(textsToJson(fields.params), '    ')},`,
    // These links are in our stanza too. The importer of the Python tool fails on any model inputs.
    `    "inputs": ${jsonText({ dataset_inputs: datasets, model_inputs: [] }, '    ')},`,
    `    "outputs": ${jsonText({ model_outputs: alone ? [] : modelOutputs(links) }, '    ')},`,
    '    "metrics": {',
  ].join('\n')
}

function modelOutputs(links: readonly Link[]): JsonObject[] {
  const outputs = links.filter(({ field }) => field === 'modelOutputs')
  return outputs.map(({ to, data }) => ({ model_id: to.id, step: data?.step ?? 0 }))
}

/** Text after the last point. */
export function textAfterMetrics(tags: ReadonlyMap<string, string>): string {
  return `\n    },\n    "tags": ${jsonText(textsToJson(tags), '    ')}\n  }\n}\n`
}

/** The points of a chunk, one per line. Without the spaces of Python, which would be a quarter of a large file. */
export function pointsText({ timestamps, steps, values, modelId, dataset }: MetricChunk): string {
  const more = {
    ...(modelId === undefined ? {} : { model_id: modelId }),
    ...(dataset === undefined ? {} : { dataset_name: dataset.name, dataset_digest: dataset.digest }),
  }
  const end = `${Object.entries(more)
    .map(([key, text]) => `,"${key}":${stringifyJson(text, { ascii: true })}`)
    .join('')}}`
  const lines: string[] = []
  for (let i = 0; i < values.length; i++) {
    lines.push(`{"value":${float(values[i] ?? 0)},"timestamp":${timestamps[i]},"step":${steps[i]}${end}`)
  }
  return lines.join(',\n')
}

export function metricKey(key: string): string {
  return `      ${stringifyJson(key, { ascii: true })}: [`
}

/** A float as Python writes it. Never an integer: a large one would be read as an integer. */
function float(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text
}
