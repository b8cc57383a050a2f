import type { Ref } from '@mlferry/core'
import { MemoryServer } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { FilledStation } from './fill-station.ts'
import { findFaults, namesOf } from './union-faults.ts'

const run = (server: MemoryServer) => server.all('run')[0]?.header.ref as Ref

test.each<[string, (target: MemoryServer) => void, string]>([
  ['an object that is gone', (target) => target.purge(run(target)), 'is not there'],
  ['a field', (target) => target.change(run(target), { name: 'other' }), 'name is "other", not "run"'],
  ['a link that is gone', (target) => target.set(run(target), { links: [] }), 'lacks the link modelOutputs'],
  ['a point that is gone', (target) => target.set(run(target), { chunks: [] }), 'points are []'],
  ['a file that is gone', (target) => target.get(run(target)).files.clear(), 'files are []'],
  [
    'a second copy',
    (target) => {
      const { fields, scope } = target.get(run(target)).header
      target.make('run', { fields, ...(scope ? { scope } : {}) })
    },
    'is there 2 times',
  ],
])(
  'the comparison notices %s',
  async (_, damage, fault) => {
    const [source, target] = [new MemoryServer('http://A'), new MemoryServer('http://T')]
    new FilledStation(source).fill()
    await copy({ source, target })
    const names = new Map<string, Set<string>>()
    namesOf(source, names)
    const known = { named: new Set<string>(), names, numbersApart: false }
    expect(findFaults(source, target, known)).toEqual([])

    damage(target)

    expect(findFaults(source, target, known).join('\n')).toContain(fault)
  },
  60_000,
)
