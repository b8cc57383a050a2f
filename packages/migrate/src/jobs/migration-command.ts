import { type CopyResult, importAmend, MlferryCommand, selectionOf, type VerifyResult } from '@mlferry/cli-kit'
import type { Interfaces } from '@oclif/core'
import type { migrateFlags } from '../migrate-flags.ts'
import type { Road } from '../road/road.ts'

export type MigrateFlags = Interfaces.InferredFlags<typeof migrateFlags>

export interface Migration {
  readonly flags: MigrateFlags
  readonly from: string
  readonly to: string
}

type Check = MigrateFlags['check']

/** The jobs that a migration consists of: those of `plan`, `copy all` and `verify`. Each opens its ends anew, as these commands do. */
export abstract class MigrationCommand extends MlferryCommand {
  /** What copying would do. Writes nothing, and shows nothing. */
  protected async plan(migration: Migration, onConflict: Road['onConflict']): Promise<CopyResult> {
    return this.#copy(migration, { command: 'plan', dryRun: true, onConflict, acceptsLosses: false })
  }

  /** Copies what is not there yet. */
  protected async pass(migration: Migration, { onConflict, acceptsLosses }: Road, check: Check): Promise<CopyResult> {
    return this.#copy(migration, { command: 'copy all', dryRun: false, onConflict, acceptsLosses, check })
  }

  /** Compares every object, point and byte, and shows what differs. */
  protected async prove({ flags, from, to }: Migration): Promise<VerifyResult> {
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

interface CopyOfMigration {
  readonly command: string
  readonly dryRun: boolean
  readonly onConflict: Road['onConflict']
  readonly acceptsLosses: Road['acceptsLosses']
  readonly check?: Check
}
