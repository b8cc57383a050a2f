import { type ObjectKind, Spool } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { runKind } from '../kinds/run/run-kind.ts'
import { traceKind } from '../kinds/trace/trace-kind.ts'
import { IdMap } from './id-map.ts'
import { IdsInValues } from './ids-in-values.ts'

const [run, trace] = [
  { kind: 'run', id: 'a'.repeat(32) },
  { kind: 'trace', id: `tr-${'b'.repeat(32)}` },
]
const carried = { fields: { runId: { lost: 'new ids' } } }

test('values and files with ids that changed are counted, each once; ids that are kept, mapped fields and others are not', async () => {
  const { ids, counted } = counting([runKind, traceKind])
  const fields = {
    name: `after ${run.id}`,
    artifactUri: `mlflow-artifacts:/1/${run.id}/artifacts`,
    runId: run.id,
    tags: new Map([
      ['note', `${trace.id}, ${run.id} and ${run.id}`],
      ['mlflow.log-model.history', run.id],
      ['of no run', 'c'.repeat(32)],
      ['trace', trace.id],
    ]),
  }
  counted.countFields({ ref: run, fields, links: [], fingerprint: '' }, carried)
  counted.countValue({ inputs: [`{"run": "${run.id}"}`, 1, null] })
  for (const size of [40, 2 << 20]) {
    await Array.fromAsync(counted.passing({ path: 'f', size }, pieces(`id ${run.id} `.padEnd(size))))
  }

  ids.set(run, { kind: 'run', id: 'd'.repeat(32) })
  ids.set(trace, trace)

  expect(counted.total()).toEqual({ values: 3, files: 1 })
})

test('a store that keeps all ids has none to count', () => {
  const { ids, counted } = counting([runKind])
  counted.countValue(run.id)
  ids.set(run, run)
  expect(counted.total()).toEqual({ values: 0, files: 0 })
})

function counting(kinds: readonly ObjectKind[]) {
  const target = new MemoryStore('target')
  const ids = new IdMap({ items: new Map(), written: new Map() }, { kinds, target, spool: new Spool() })
  return { ids, counted: new IdsInValues(ids, kinds) }
}

/** In pieces that cut ids. */
async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text.slice(0, 10))
  yield Buffer.from(text.slice(10))
}
