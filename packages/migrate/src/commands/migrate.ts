import { type Diagnosis, endLabel, exitCodes, importAmend, type Reported, UsageError } from '@mlferry/cli-kit'
import { MlferryError, type OpenedSource, type OpenedTarget, redact } from '@mlferry/core'
import { cutOver } from '../cut-over/cut-over.ts'
import { endText } from '../cut-over/end-text.ts'
import { settleEnds } from '../ends/settle-ends.ts'
import { isReady } from '../jobs/is-ready.ts'
import { type MigrateFlags, type Migration, MigrationCommand } from '../jobs/migration-command.ts'
import { migrateFlags } from '../migrate-flags.ts'
import { type MigrateResult, migrateSections } from '../migrate-result.ts'
import type { Questions } from '../questions/questions.ts'
import type { RoadFile } from '../road/road-file.ts'
import { againWords, answersIn, wantedBy } from '../road/road-options.ts'
import { takeUp } from '../road/take-up.ts'

export default class Migrate extends MigrationCommand {
  static override summary =
    'Go from one server to another: check, plan, copy, catch up, verify, and what is left to do.'
  static override description =
    `Asks for what no flag says: the address of the server to leave, and the target, which may be an App of SageMaker from the list of a
region, or a new one. Checks both ends as doctor does, shows the plan, and asks once. Then copies, copies again what changed meanwhile until
a pass finds nothing, verifies every object, point and byte, and prints what is left for people. Ctrl-C is safe at every step: the same
command goes on. --yes asks nothing. Exit codes: 0 done and equal, 3 something did not arrive whole, differs or does not settle, 1 a step
failed, 2 wrong usage, 130 interrupted.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --yes',
    '<%= config.bin %> <%= command.id %> --from arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team --create-app churn --artifact-store s3://churn-mlflow/artifacts --role arn:aws:iam::123456789012:role/mlflow --region eu-west-1',
  ]
  static override flags = migrateFlags

  async run(): Promise<Reported<MigrateResult>> {
    const { flags } = await this.parse(Migrate)
    const context = { env: process.env, signal: this.signal, note: (line: string) => this.note(line) }
    const questions = await this.#questions(flags)
    const file = await takeUp({ ...context, wanted: wantedBy(flags), restart: flags.restart, questions })
    const ends = await settleEnds({ ...context, flags, file, questions })
    await file.note(answersIn(flags))
    this.nameEnds({ ...flags, ...ends })
    const migration = { flags, file, questions, ...ends }
    const checks = await this.#check(migration)
    const source = await this.openSource('FROM', ends.from, flags)
    const target = await this.openTarget(ends.to, flags)
    const work = () => this.#walk(migration, { source, target, checks })
    const result = await this.report({ source, target, flags, work, sections: migrateSections })
    if (result.cutOver) await file.note({ step: 'done' })
    return this.finish(result, endText(result, { again: this.#again(file), most: flags.passes }))
  }

  async #questions({ yes }: MigrateFlags): Promise<Questions | undefined> {
    if (yes) return undefined
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      throw new UsageError('Nobody is there to ask.', 'Give --yes, and flags for what is wanted.')
    }
    const { terminalQuestions } = await import('../questions/terminal-questions.ts')
    return terminalQuestions(this.signal)
  }

  /** As doctor. Throws the first check that failed. */
  async #check(migration: Migration): Promise<readonly Diagnosis[]> {
    const { amend } = await importAmend(migration.flags)
    const checks = await this.diagnoseEnds({ ...migration, amend })
    const findings = checks.flatMap(({ findings, registry }) => [...findings, ...(registry?.findings ?? [])])
    const failed = findings.find(({ status }) => status === 'failed')
    if (failed) throw new MlferryError(failed.code ?? 'ERR_CHECK', failed.found, { hint: failed.cure })
    return checks
  }

  async #walk(migration: Migration, { source, target, checks }: Opened): Promise<MigrateResult> {
    const { file, from, to } = migration
    const plan = file.road.agreedAt === undefined ? await this.agree(migration) : undefined
    const { settled, ...copied } = await this.copyUntilSettled(migration)
    const { proof, passes } = settled
      ? await this.proveCopied(migration, copied.passes)
      : { ...copied, proof: undefined }
    const last = passes.at(-1) ?? passes[0]
    const facts = {
      ...{ bin: this.config.bin, again: this.#again(file) },
      ...{ from: redact(from), fromRegistry: source.registry?.label },
      ...{ to: redact(to), toRegistry: target.registry?.label },
      ...{ idMapFile: last.idMapFile, proof: proof?.reportFile },
    }
    return {
      exitCode: proof?.equal ? last.exitCode : exitCodes.someFailed,
      source: endLabel(source),
      target: endLabel(target),
      checks,
      ...(plan && { plan }),
      passes,
      settled,
      ...(proof && { verify: proof }),
      ...(proof && isReady(proof, passes, file.road.acceptsLosses === true) && { cutOver: cutOver(facts) }),
    }
  }

  #again({ road }: RoadFile): readonly string[] {
    return againWords(this.config.bin, road)
  }
}

interface Opened {
  readonly source: OpenedSource
  readonly target: OpenedTarget
  readonly checks: readonly Diagnosis[]
}
