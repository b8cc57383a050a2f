import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { type ArtifactRoot, type Header, MlferryError, type OpenContext, type Part, type Writer } from '@mlferry/core'
import { MemoryStore, metricChunk, sampleExperiment, sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import type { CopyEvent } from '../report/copy-event.ts'

test('a source that is quicker than its target waits, also when all points are of one run', async () => {
  const traffic = { read: 0, written: 0, furthestAhead: 0 }
  const source = new QuickSource(200, traffic)
  source.add(sampleExperiment('churn'))
  source.add(sampleRun({ id: 'a' }))
  const target = new SlowTarget(traffic)

  const report = await copy({ source, target, concurrency: 4 })

  expect(report).toMatchObject({ points: 200, kinds: { run: { created: 1 } } })
  expect(traffic).toMatchObject({ read: 200, written: 200 })
  expect(traffic.furthestAhead).toBeLessThanOrEqual(5)
})

test('files of a new run go while its content is read, once it is open', async () => {
  const steps: string[] = []
  const filesCame = Promise.withResolvers<void>()
  const source = new SlowSource(steps, () => filesCame.promise)
  source.add(sampleExperiment('churn'))
  source.add(sampleRun({ id: 'a' }), [], { 'model.bin': 'abc' })
  const target = new MemoryStore('target')
  const onEvent = (event: CopyEvent) => {
    if (event.type === 'moved' && event.files > 0) filesCame.resolve()
  }

  const report = await copy({ source, target, onEvent })

  expect(report).toMatchObject({ points: 2, files: 1, kinds: { run: { created: 1 } } })
  expect(steps).toEqual(['first part', 'file', 'last part'])
})

test('a run that fails while its files go stops them, and nothing goes on behind the job', async () => {
  const steps: string[] = []
  const source = new SlowSource(steps, async () => {
    await expect.poll(() => steps).toContain('file')
    throw new MlferryError('ERR_READ', 'The history is gone.')
  })
  source.add(sampleExperiment('churn'))
  source.add(sampleRun({ id: 'a' }), [], { 'model.bin': 'abc' })
  source.endless = true

  const report = await copy({ source, target: new MemoryStore('target') })

  expect(report).toMatchObject({ files: 0, kinds: { run: { failed: 1 } } })
  expect(steps).toEqual(['first part', 'file', 'file ended'])
})

/** Gives one part of a run, and the next one when it may. */
class SlowSource extends MemoryStore {
  endless = false
  readonly #steps: string[]
  readonly #mayGoOn: () => Promise<void>

  constructor(steps: string[], mayGoOn: () => Promise<void>) {
    super('slow')
    this.#steps = steps
    this.#mayGoOn = mayGoOn
  }

  override async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      if (ref.kind === 'run') {
        this.#steps.push('first part')
        yield { type: 'metrics', of: ref, chunk: metricChunk('loss', [[1, 1n]]) }
        await this.#mayGoOn()
        this.#steps.push('last part')
        yield { type: 'metrics', of: ref, chunk: metricChunk('loss', [[1, 2n]]) }
      }
      yield { type: 'end', of: ref }
    }
  }

  override async artifacts(object: Header): Promise<ArtifactRoot | undefined> {
    const root = await super.artifacts(object)
    const [steps, endless] = [this.#steps, this.endless]
    return (
      root && {
        uri: root.uri,
        list: (signal) => root.list(signal),
        put: (...args) => root.put(...args),
        async *open(path, range, signal) {
          steps.push('file')
          if (!endless) return yield* root.open(path, range, signal)
          await once(signal, 'abort')
          steps.push('file ended')
          signal.throwIfAborted()
        },
      }
    )
  }
}

interface Traffic {
  read: number
  written: number
  furthestAhead: number
}

class QuickSource extends MemoryStore {
  readonly #parts: number
  readonly #traffic: Traffic

  constructor(parts: number, traffic: Traffic) {
    super('quick')
    this.#parts = parts
    this.#traffic = traffic
  }

  override async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      for (let step = 0; ref.kind === 'run' && step < this.#parts; step++) {
        const { read, written, furthestAhead } = this.#traffic
        this.#traffic.read++
        this.#traffic.furthestAhead = Math.max(furthestAhead, read + 1 - written)
        yield { type: 'metrics', of: ref, chunk: metricChunk('loss', [[1, BigInt(step)]]) }
      }
      yield { type: 'end', of: ref }
    }
  }
}

class SlowTarget extends MemoryStore {
  readonly #traffic: Traffic

  constructor(traffic: Traffic) {
    super('slow')
    this.#traffic = traffic
  }

  override async open(object: Header, context: OpenContext): Promise<Writer> {
    const writer = await super.open(object, context)
    const { write } = writer
    return Object.assign(writer, {
      write: async (part: Part) => {
        await turn()
        await write.call(writer, part)
        this.#traffic.written++
      },
    })
  }
}
