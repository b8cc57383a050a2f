import {
  type CopyResult,
  formatDuration,
  importAmend,
  MlferryCommand,
  plural,
  renderSummary,
  selectionOf,
  type VerifyResult,
} from '@mlferry/cli-kit'
import type { Interfaces } from '@oclif/core'
import type { migrateFlags } from '../migrate-flags.ts'
import type { Questions } from '../questions/questions.ts'
import type { Road } from '../road/road.ts'
import type { RoadFile } from '../road/road-file.ts'
import { agreeToPlan } from './agree-to-plan.ts'
import { type CaughtUp, catchUp, foundBy } from './catch-up.ts'
import { proveCopy } from './prove-copy.ts'

export type MigrateFlags = Interfaces.InferredFlags<typeof migrateFlags>

export interface Migration {
  readonly flags: MigrateFlags
  readonly file: RoadFile
  /** Absent: nobody is there to ask. */
  readonly questions: Questions | undefined
  /** Addresses. */
  readonly from: string
  readonly to: string
}

type Check = MigrateFlags['check']
type Passes = CaughtUp<CopyResult>['passes']

/** The jobs that a migration consists of: those of `plan`, `copy all` and `verify`. Each opens its ends anew, as these commands do. */
export abstract class MigrationCommand extends MlferryCommand {
  /** Shows the plan, and gets it agreed. */
  protected agree(migration: Migration): Promise<CopyResult> {
    const { flags, file, questions } = migration
    return agreeToPlan({
      ...{ file, questions, verbose: flags.verbose },
      plan: (onConflict) => this.#copy(migration, { command: 'plan', dryRun: true, onConflict, acceptsLosses: false }),
      print: (text) => this.print(text),
    })
  }

  /** Copies, and catches up with what changed meanwhile. */
  protected copyUntilSettled(migration: Migration): Promise<CaughtUp<CopyResult>> {
    const { flags, file } = migration
    let last: CopyResult | undefined
    return catchUp(async (before) => {
      await file.note({ step: before === 0 ? 'copy' : 'catch-up' })
      const pass = await this.#pass(migration, flags.check)
      this.print(last ? catchUpLine(before, pass, last) : `\n${renderSummary(pass, flags)}\n`)
      last = pass
      return pass
    }, flags.passes)
  }

  protected async proveCopied(migration: Migration, passes: Passes): Promise<{ proof: VerifyResult; passes: Passes }> {
    await migration.file.note({ step: 'verify' })
    const repair = () => {
      this.note('Some of it differs. Copying once more, also what no listing shows.')
      return this.#pass(migration, 'deep')
    }
    return proveCopy({
      passes,
      verify: () => this.#verify(migration),
      repair: migration.flags.check === 'deep' ? undefined : repair,
    })
  }

  #pass(migration: Migration, check: Check): Promise<CopyResult> {
    return this.#copy(migration, { ...migration.file.road, command: 'copy all', dryRun: false, check })
  }

  /** Compares every object, point and byte, and shows what differs. */
  async #verify({ flags, from, to }: Migration): Promise<VerifyResult> {
    const source = await this.openSource('FROM', from, flags)
    const target = await this.openSource('TO', to, flags)
    const { amend } = await importAmend({ ...flags, 'import-source-tags': false })
    const asked = { level: 'bytes', sample: 100, seed: undefined, 'no-extra': false, restart: false, report: undefined }
    const selection = selectionOf(flags)
    return this.verify({ command: 'verify', flags: { ...flags, ...asked }, source, target, selection, amend })
  }

  async #copy({ flags: given, from, to }: Migration, job: CopyOfMigration): Promise<CopyResult> {
    const { command, dryRun, onConflict, acceptsLosses = false, check = given.check } = job
    const flags = {
      ...given,
      check,
      report: undefined,
      'dry-run': dryRun,
      'on-conflict': onConflict && [...onConflict],
      'accept-degraded': acceptsLosses,
    }
    const { amend, unused } = await importAmend(flags)
    const source = await this.openSource('FROM', from, flags)
    const selection = selectionOf(flags)
    const target = await this.openTarget(to, flags, { source, selection, ...(dryRun && { dryRun }) })
    const { copy } = await import('@mlferry/engine')
    const result = await this.runCopy({ command, flags, source, target, everyWorkspace: true }, (options) =>
      copy({ ...options, selection, ...(amend && { amend }) }),
    )
    if (dryRun) for (const line of unused()) this.note(line)
    return result
  }
}

interface CopyOfMigration extends Pick<Road, 'acceptsLosses'> {
  readonly command: string
  readonly dryRun: boolean
  readonly onConflict?: Road['onConflict']
  readonly check?: Check
}

/** One line for a catch-up. */
function catchUpLine(number: number, pass: CopyResult, before: CopyResult): string {
  const found = foundBy(pass, before)
  const what = found === 0 ? 'nothing new' : plural(found, 'object')
  return `Catch-up ${number}: ${what}, in ${formatDuration(pass.durationSeconds)}`
}
