import { expect, test } from 'vitest'
import { compareTables } from './compare-tables.ts'
import type { Tables } from './dump-tables.ts'
import { findSourceIds } from './find-source-ids.ts'

const [a, b, c] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)]

test('ids are what they mean: other numbers and ids are no difference, a reference to another object is one', () => {
  const left = server({ experiment: '1', runs: [a, b], parent: a })
  const right = server({ experiment: '7', runs: [c, b], sources: { [c]: a }, parent: c })
  expect(compareTables(left, right)).toEqual({ facts: 13, differences: [] })

  const wrong = server({ experiment: '7', runs: [c, b], sources: { [c]: a }, parent: b })
  const row = (parent: string) => JSON.stringify({ key: 'parent', value: `runs: ${parent}`, run_uuid: `runs: ${b}` })
  expect(compareTables(left, wrong).differences).toEqual([
    { table: 'tags', row: row(a), left: 1, right: 0 },
    { table: 'tags', row: row(b), left: 0, right: 1 },
  ])
})

test('ids of the source are found wherever they stand, but for what a copy says of its source', () => {
  const left = server({ experiment: '1', runs: [a], parent: a })
  const right = server({ experiment: '1', runs: [c], sources: { [c]: a }, parent: a })
  expect(findSourceIds(left, right)).toEqual([`tags.value parent: ${a}`])
})

interface Sample {
  readonly experiment: string
  readonly runs: readonly string[]
  readonly parent: string
  /** Ids at the source by ids here. */
  readonly sources?: Readonly<Record<string, string>>
}

function server({ experiment, runs, parent, sources = {} }: Sample): Tables {
  const provenance = Object.entries(sources).map(([id, from]) => ({
    key: 'mlferry.source.id',
    value: from,
    run_uuid: id,
  }))
  return {
    experiments: [{ experiment_id: experiment, name: 'churn', creation_time: experiment }],
    runs: runs.map((id) => ({ run_uuid: id, experiment_id: experiment, name: id === b ? 'child' : 'parent' })),
    tags: [{ key: 'parent', value: parent, run_uuid: runs.at(-1) ?? '' }, ...provenance],
    metrics: [{ value: '0.1', run_uuid: runs[0] ?? '', step: '0' }],
    alembic_version: [{ version_num: experiment }],
  }
}
