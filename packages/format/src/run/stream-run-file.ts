import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readFileBytes } from '@mlferry/core'
import { type JsonValue, streamJson } from '@mlferry/exact-json'
import { fileError } from '../json/read-json-file.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import { type FilePoint, readPoint } from './read-point.ts'

export interface RunFile {
  readonly path: string
  /** Its name in messages. */
  readonly file: string
  /** Skip the points. The checksum of the file says whether they changed. */
  readonly withoutPoints?: boolean
}

export function runFile({ path, label }: ObjectPlace): RunFile {
  return { path: join(path, 'run.json'), file: `${label}run.json` }
}

export type RunFilePart =
  | { readonly type: 'points'; readonly key: string; readonly points: readonly FilePoint[] }
  /** Last: everything but the points. */
  | { readonly type: 'rest'; readonly value: JsonValue; readonly sha256: string }

/** A run.json of any size, its points checked as they pass. Memory is bounded by what is not a point. */
export async function* streamRunFile(
  { path, file, withoutPoints = false }: RunFile,
  signal: AbortSignal,
): AsyncGenerator<RunFilePart> {
  const hash = createHash('sha256')
  const counts = new Map<string, number>()
  try {
    for await (const part of streamJson(hashed(path, hash, signal), {
      items: (at) => isMetric(at) && (withoutPoints ? 'skip' : true),
    })) {
      if (part.type === 'rest') {
        yield { ...part, sha256: hash.digest('hex') }
      } else {
        const key = part.path.at(-1) ?? ''
        const first = counts.get(key) ?? 0
        counts.set(key, first + part.items.length)
        yield {
          type: 'points',
          key,
          points: part.items.map((item, i) => readPoint(item, { file, key, index: first + i })),
        }
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw fileError(error, file)
  }
}

async function* hashed(
  path: string,
  hash: { update(bytes: Uint8Array): void },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of readFileBytes(path)) {
    signal.throwIfAborted()
    hash.update(bytes)
    yield bytes
  }
}

function isMetric(path: readonly string[]): boolean {
  // Files of mlflow-export-import before 1.2.0 have no `mlflow`.
  const [metrics, key, ...below] = path[0] === 'mlflow' ? path.slice(1) : path
  return metrics === 'metrics' && key !== undefined && below.length === 0
}
