import { type MetricChunk, type MetricPoint, type Spool, SpooledMap, type SpoolPlace } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'
import { ChunkBuilder } from './chunk-builder.ts'
import { LatestMetrics } from './latest-metrics.ts'
import type { FilePoint } from './read-point.ts'

/** Their points take some 256 MB on the disk. */
const mostPoints = 8_000_000

/** A run.json without its points. */
export interface RestOfRun {
  readonly value: JsonValue
  /** Of the whole file. */
  readonly sha256: string
}

/** A run.json that was parsed with its points. */
export interface ParsedRun extends RestOfRun {
  readonly latestMetrics: ReadonlyMap<string, MetricPoint>
}

interface KeptRun extends ParsedRun {
  /** Where its chunks are. Absent: there was no room. */
  readonly chunks?: readonly SpoolPlace[]
}

/**
 * The files of runs whose points a listing had to parse, on the disk and by their paths: they are parsed once. Points are kept of the
 * first eight million; later ones are parsed again when they are read.
 */
export class ParsedRuns {
  readonly #spool: Spool
  readonly #runs: SpooledMap<KeptRun>
  /** So many points more. */
  #room: number

  constructor(spool: Spool, room = mostPoints) {
    this.#room = room
    this.#spool = spool
    this.#runs = new SpooledMap(spool)
  }

  get(path: string): ParsedRun | undefined {
    return this.#runs.get(path)
  }

  /** undefined: they are not kept. */
  points(path: string): Iterable<MetricChunk> | undefined {
    const chunks = this.#runs.get(path)?.chunks
    return chunks && this.#chunksAt(chunks)
  }

  /** Keeps one file, while it is parsed. */
  begin(path: string): RunKeeper {
    const latest = new LatestMetrics()
    const builder = new ChunkBuilder()
    const places: SpoolPlace[] = []
    const keep = (chunks: readonly MetricChunk[]) => {
      if (this.#room >= 0) for (const chunk of chunks) places.push(this.#spool.add(packChunk(chunk)))
    }
    return {
      add: (key, points) => {
        latest.add(key, points)
        this.#room -= points.length
        keep(builder.add(key, points))
      },
      end: (rest) => {
        keep(builder.flush())
        const parsed = { ...rest, latestMetrics: latest.result() }
        this.#runs.set(path, this.#room >= 0 ? { ...parsed, chunks: places } : parsed)
        return parsed
      },
    }
  }

  *#chunksAt(places: readonly SpoolPlace[]): Generator<MetricChunk> {
    for (const place of places) yield unpackChunk(this.#spool.get<PackedChunk>(place))
  }
}

export interface RunKeeper {
  add(key: string, points: readonly FilePoint[]): void
  /** Called last. */
  end(rest: RestOfRun): ParsedRun
}

/** Columns are base64. */
interface PackedChunk extends Pick<MetricChunk, 'key' | 'modelId' | 'dataset'> {
  readonly timestamps: string
  readonly steps: string
  readonly values: string
}

function packChunk({ timestamps, steps, values, ...rest }: MetricChunk): PackedChunk {
  return { ...rest, timestamps: textOf(timestamps), steps: textOf(steps), values: textOf(values) }
}

function unpackChunk({ timestamps, steps, values, ...rest }: PackedChunk): MetricChunk {
  return {
    ...rest,
    timestamps: new BigInt64Array(bytesOf(timestamps)),
    steps: new BigInt64Array(bytesOf(steps)),
    values: new Float64Array(bytesOf(values)),
  }
}

function textOf({ buffer, byteOffset, byteLength }: BigInt64Array | Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer
}
