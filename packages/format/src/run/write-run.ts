import { InternalError, type OpenContext, type Part, type RunHeader, tagsOfRunLinks, type Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { likelySeal, writeObject } from '../sealed/object-writer.ts'
import { streamedFile } from '../sealed/streamed-file.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { metricKey, pointsText, runStanza, textAfterMetrics, textBeforeMetrics } from './run-text.ts'

export interface RunWriting {
  readonly header: RunHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a run for writing. Points go to its file as they come. */
export async function writeRun({ header, context, experiment, system }: RunWriting): Promise<Writer> {
  const stanza = runStanza(header)
  const metrics = new MetricsText()
  return await writeObject({
    header,
    context,
    objects: experiment.runs,
    artifactUri: header.fields.artifactUri,
    stanza: (seal) => ({ ...seal, ...stanza }),
    begin: (path) =>
      streamedFile(path, {
        stanza: { ...likelySeal(header, context), ...stanza },
        before: textBeforeMetrics(header, { system, alone: experiment.alone }),
        part: (part) => metrics.add(part),
        after: () => metrics.end() + textAfterMetrics(tagsOf(header, experiment)),
      }),
  })
}

/** The text of `metrics` in run.json. All chunks of one metric must come in a row. */
class MetricsText {
  readonly #keys = new Set<string>()
  #key: string | undefined

  add(part: Part): string {
    if (part.type !== 'metrics' || part.chunk.values.length === 0) return ''
    return this.#lead(part.chunk.key) + pointsText(part.chunk)
  }

  end(): string {
    return this.#key === undefined ? '' : '\n      ]'
  }

  /** Text before the points of a chunk: a comma, or the end of one metric and the beginning of the next. */
  #lead(key: string): string {
    if (key === this.#key) return ',\n'
    if (this.#keys.has(key))
      throw new InternalError(`The points of the metric ${JSON.stringify(key)} came in two pieces`)
    const end = this.#key === undefined ? '\n' : '\n      ],\n'
    this.#keys.add(key)
    this.#key = key
    return `${end}${metricKey(key)}\n`
  }
}

/**
 * The importer of the Python tool fails on a run whose parent does not stand in the same experiment. So the tags that name other runs
 * are written only where these are here; the links in our stanza say it in any case.
 */
function tagsOf({ fields, links }: RunHeader, { runs }: ExperimentFolder): ReadonlyMap<string, string> {
  const named = tagsOfRunLinks(links.filter(({ to }) => runs.sealed.has(to.id)))
  return new Map([...fields.tags, ...named.map(({ key, value }) => [key, value] as const)])
}
