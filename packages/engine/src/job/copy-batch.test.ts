import { setImmediate as turn } from 'node:timers/promises'
import type { Header, OpenContext, Part, Writer } from '@mlferry/core'
import { MemoryStore, metricChunk, sampleExperiment, sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

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
