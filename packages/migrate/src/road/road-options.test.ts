import { Parser } from '@oclif/core'
import { expect, test } from 'vitest'
import { migrateFlags } from '../migrate-flags.ts'
import { againWords, answersIn, wantedBy } from './road-options.ts'

async function parsed(...argv: string[]) {
  return (await Parser.parse(argv, { flags: migrateFlags })).flags
}

test('what is kept of a command line has no password', async () => {
  const address = 'http://me:hidden@old:5000'
  const wanted = wantedBy(await parsed('--from', address, '--from-registry', address))
  expect(wanted).toMatchObject({
    from: 'http://old:5000',
    to: undefined,
    options: { 'from-registry': 'http://old:5000' },
  })
  expect(JSON.stringify(wanted)).not.toContain('hidden')
})

test('the words of the same migration mean the same migration', async () => {
  const argv = ['--from', 'http://old', '--to', 'http://new', '--kinds', 'runs', '--no-export-deleted-runs']
  const flags = await parsed(...argv, '--workspace-prefix', '--on-conflict', 'skip', '--accept-degraded')
  const { from, to, options } = wantedBy(flags)
  const road = { startedAt: '', step: 'done', options, from: from ?? '', to: to ?? '', ...answersIn(flags) } as const
  const [bin, command, ...again] = againWords('mlferry', road)
  expect([bin, command, again.at(-1)]).toEqual(['mlferry', 'migrate', '--yes'])
  const flagsAgain = await parsed(...again)
  expect(wantedBy(flagsAgain)).toEqual(wantedBy(flags))
  expect(answersIn(flagsAgain)).toEqual({ onConflict: ['skip'], acceptsLosses: true })
})
