import {
  type CopyResult,
  type Diagnosis,
  endLabel,
  exitCodes,
  formatDuration,
  importAmend,
  plural,
  type Reported,
  renderSummary,
  sameCommand,
  UsageError,
  type VerifyResult,
} from '@mlferry/cli-kit'
import { MlferryError, redact } from '@mlferry/core'
import { cutOver, cutOverText } from '../cut-over/cut-over.ts'
import { settleEnds } from '../ends/settle-ends.ts'
import { type CaughtUp, catchUp, foundBy } from '../jobs/catch-up.ts'
import { costLines } from '../jobs/cost-lines.ts'
import { type MigrateFlags, type Migration, MigrationCommand } from '../jobs/migration-command.ts'
import { askAboutConflicts, askToCopy, conflictsOf, lossesOf } from '../jobs/plan-questions.ts'
import { hasUnexplained } from '../jobs/unexplained.ts'
import { migrateFlags } from '../migrate-flags.ts'
import { type MigrateResult, migrateSections } from '../migrate-result.ts'
import type { Questions } from '../questions/questions.ts'
import type { RoadFile } from '../road/road-file.ts'
import { optionWords, roadOptions } from '../road/road-options.ts'
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
    const { signal } = this
    const [env, note] = [process.env, (line: string) => this.note(line)]
    const questions = await this.#questions(flags)
    const wanted = {
      from: flags.from && redact(flags.from),
      to: flags.to && redact(flags.to),
      appName: flags['create-app'],
      region: flags.region,
      options: roadOptions(flags),
    }
    const file = await takeUp({ env, wanted, restart: flags.restart, questions, note })
    const ends = await settleEnds({ flags, file, questions, env, signal, note })
    this.nameEnds({ ...flags, ...ends })
    const migration = { flags, ...ends }
    const checks = await this.#check(migration)
    const [source, target] = [await this.openSource('FROM', ends.from, flags), await this.openTarget(ends.to, flags)]
    const labels = { source: endLabel(source), target: endLabel(target) }
    const walk = async () => ({ ...labels, checks, ...(await this.#walk(migration, file, questions)) })
    const result = await this.report({ source, target, flags, work: walk, sections: migrateSections })
    if (result.exitCode === exitCodes.done) await file.note({ step: 'done' })
    return this.finish(result, this.#end(result, migration, file))
  }

  async #questions({ yes }: MigrateFlags): Promise<Questions | undefined> {
    if (yes) return undefined
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      const hint = 'Give --yes, and what is wanted by flags.'
      throw new UsageError('Nobody is there to ask.', hint)
    }
    const { terminalQuestions } = await import('../questions/terminal-questions.ts')
    return terminalQuestions(this.signal)
  }

  async #check(migration: Migration): Promise<readonly Diagnosis[]> {
    const { amend } = await importAmend(migration.flags)
    const checks = await this.diagnoseEnds({ ...migration, amend })
    const findings = checks.flatMap(({ findings, registry }) => [...findings, ...(registry?.findings ?? [])])
    const failed = findings.find(({ status }) => status === 'failed')
    if (failed) throw new MlferryError(failed.code ?? 'ERR_CHECK', failed.found, { hint: failed.cure })
    return checks
  }

  async #walk(migration: Migration, file: RoadFile, questions: Questions | undefined) {
    const plan = file.road.agreedAt === undefined ? await this.#agree(migration, file, questions) : undefined
    const { passes, settled } = await this.#copyUntilSettled(migration, file)
    const { proof, passes: repairs } = settled
      ? await this.#prove(migration, file, passes)
      : { proof: undefined, passes: [] }
    const all = [...passes, ...repairs]
    const last = all.at(-1) ?? passes[0]
    const ready = proof !== undefined && !hasUnexplained(proof, last)
    return {
      exitCode: proof?.equal ? last.exitCode : exitCodes.someFailed,
      ...(plan && { plan }),
      passes: all,
      settled,
      ...(proof && { verify: proof }),
      ...(ready && { cutOver: this.#cutOver(migration, file, { last, proof }) }),
    }
  }

  /** The plan, and the answers that it needs. */
  async #agree(migration: Migration, file: RoadFile, questions: Questions | undefined): Promise<CopyResult> {
    const { flags } = migration
    let onConflict = flags['on-conflict'] ?? file.road.onConflict
    let plan = await this.plan(migration, onConflict ?? ['fail'])
    const conflicts = onConflict ? [] : conflictsOf(plan)
    if (conflicts.length > 0) {
      onConflict = await askAboutConflicts(conflicts, questions)
      await file.note({ onConflict })
      plan = await this.plan(migration, onConflict)
    }
    this.print(`\n${renderSummary(plan, flags)}\n`)
    for (const line of costLines({ ...migration, plan })) this.print(line)
    const accepted = flags['accept-degraded'] || lossesOf(plan) > 0
    if (questions || !flags['accept-degraded']) await askToCopy(plan, questions)
    await file.note({
      ...(onConflict && { onConflict }),
      acceptsLosses: accepted,
      agreedAt: new Date().toISOString(),
      step: 'copy',
    })
    return plan
  }

  async #copyUntilSettled(migration: Migration, file: RoadFile): Promise<CaughtUp<CopyResult>> {
    const { flags } = migration
    let last: CopyResult | undefined
    return catchUp(async (before) => {
      await file.note({ step: before === 0 ? 'copy' : 'catch-up' })
      const pass = await this.pass(migration, file.road, flags.check)
      this.print(last ? catchUpLine(before, pass, last) : `\n${renderSummary(pass, flags)}\n`)
      last = pass
      return pass
    }, flags.passes)
  }

  /** Verifies. What differs and no listing shows is copied once more, and verified again. */
  async #prove(migration: Migration, file: RoadFile, passes: CaughtUp<CopyResult>['passes']) {
    const last = passes.at(-1) ?? passes[0]
    await file.note({ step: 'verify' })
    const proof = await this.prove(migration)
    if (migration.flags.check === 'deep' || !hasUnexplained(proof, last)) return { proof, passes: [] }
    this.note('Copying once more what differs: reading again what no listing shows.')
    const repair = await this.pass(migration, file.road, 'deep')
    return { proof: foundBy(repair, last) > 0 ? await this.prove(migration) : proof, passes: [repair] }
  }

  #cutOver({ flags, ...ends }: Migration, file: RoadFile, { last, proof }: { last: CopyResult; proof: VerifyResult }) {
    return cutOver({
      bin: this.config.bin,
      from: redact(ends.from),
      to: redact(ends.to),
      fromRegistry: flags['from-registry'],
      toRegistry: flags['to-registry'],
      again: this.#again(file),
      idMapFile: last.idMapFile,
      proof: proof.reportFile,
    })
  }

  /** The words of this migration without questions. */
  #again({ road }: RoadFile): readonly string[] {
    const { from = '', to = '', options, onConflict = [], acceptsLosses } = road
    return [
      ...[this.config.bin, 'migrate', '--from', from, '--to', to, ...optionWords(options)],
      ...onConflict.flatMap((rule) => ['--on-conflict', rule]),
      ...(acceptsLosses ? ['--accept-degraded'] : []),
      '--yes',
    ]
  }

  /** The end for a reader: what is left to do, or why it is not time for that. */
  #end(
    { settled, cutOver: steps, reportFile, htmlFile }: Reported<MigrateResult>,
    { flags }: Migration,
    file: RoadFile,
  ) {
    const again = `\n\n    ${sameCommand(this.#again(file))}`
    const what = steps
      ? `What is left to do:\n\n${cutOverText(steps)}`
      : settled
        ? `Not equal yet: see the differences above, then run the same command again:${again}`
        : `It does not settle: the source was still changing after ${plural(flags.passes, 'catch-up')}. Stop what writes to it, or give more --passes, and run the same command again:${again}`
    return `${what}\n\nReport  ${redact(htmlFile)}\nJSON    ${redact(reportFile)}`
  }
}

/** One line for a catch-up. */
function catchUpLine(number: number, pass: CopyResult, before: CopyResult): string {
  const found = foundBy(pass, before)
  const what = found === 0 ? 'nothing new' : plural(found, 'object')
  return `Catch-up ${number}: ${what}, in ${formatDuration(pass.durationSeconds)}`
}
