import { resolve } from 'node:path'
import { type Finding, isMlferryError, MlferryError, redact, type Source } from '@mlferry/core'
import type { CopyReport } from '@mlferry/engine'
import type { DiagnoseOptions, TrackingServer } from '@mlferry/tracking-server'
import { Command, Errors, type Interfaces } from '@oclif/core'
import { endLabel } from './ends/end-address.ts'
import type { End } from './ends/environment-of-end.ts'
import { OpenedEnds, type ReadableEnd, type WritableEnd } from './ends/opened-ends.ts'
import { type RegistryFlags, registriesOf, unusedRegistryNote } from './ends/registry-uri.ts'
import { asUsageError } from './errors/as-usage-error.ts'
import { exitCodeOfError, exitCodes } from './exit-codes.ts'
import { compatibilityNotes } from './flags/compatibility-flags.ts'
import type { JobFlags } from './flags/job-flags.ts'
import { readArgv } from './flags/read-argv.ts'
import { withRegistryFlags } from './flags/registry-aliases.ts'
import type { CopyResult } from './job/copy-result.ts'
import { Interruption } from './job/interruption.ts'
import { type CopyPlace, type JobOptions, type PreparedTarget, runCopyJob } from './job/run-copy-job.ts'
import { sameCommand } from './job/same-command.ts'
import { renderCheckSummary } from './render/check-summary.ts'
import { findingLines, findingSummary } from './render/finding-lines.ts'
import { openProgressView } from './render/open-progress-view.ts'
import { printableJson } from './render/printable-json.ts'
import type { ProgressView } from './render/progress-view.ts'
import { describeError, type ErrorJson, renderError } from './render/render-error.ts'
import { renderSummary } from './render/summary.ts'
import { renderVerifySummary } from './render/verify-summary.ts'
import { SecretMask } from './secrets/secret-mask.ts'
import { secretsInFiles } from './secrets/secrets-in-files.ts'
import { secretsInSettings, userNamesInSettings } from './secrets/secrets-in-settings.ts'
import { type CheckResult, runCheckJob } from './verify/run-check-job.ts'
import { runVerifyJob, type VerifyJob, type VerifyResult } from './verify/run-verify-job.ts'
import { pairWorkspaces } from './workspaces/pair-workspaces.ts'
import { plannedWorkspace } from './workspaces/planned-workspace.ts'
import type { WorkspaceFlags } from './workspaces/workspace-flags.ts'

export interface CommandJob {
  readonly flags: JobFlags & WorkspaceFlags
  readonly source: ReadableEnd
  readonly target: WritableEnd
  /** All workspaces of the source, as the flags say. Default: what each end shows. */
  readonly everyWorkspace?: true
}

export type VerifyCommandJob = Omit<VerifyJob, 'command' | 'env' | 'signal' | 'mask' | 'view' | 'places'> & {
  readonly flags: VerifyJob['flags'] & WorkspaceFlags
}

export type DiagnosisOptions = Pick<DiagnoseOptions, 'write' | 'modelNames'>

/** What a command that diagnoses prints with `--json`, for each end. */
export interface Diagnosis {
  readonly end: 'from' | 'to'
  readonly uri: string
  readonly findings: readonly Finding[]
  /** The server of the model registry, where that is another one. */
  readonly registry?: { readonly uri: string; readonly findings: readonly Finding[] }
}

/**
 * Base of every command: exit codes, errors, `--json`, Ctrl-C, opening stores. A command parses its flags, opens its ends, and
 * returns what `copy` returns, or any plain data of its own, which is its `--json` output.
 */
export abstract class MlferryCommand extends Command {
  static override enableJsonFlag = true
  readonly #typed: readonly string[] = [...this.argv]
  readonly #interruption = new Interruption(() => this.note('Stopping cleanly. Press Ctrl-C again to stop at once.'))
  /** Every secret that this command knows is hidden in all that it prints and writes. */
  readonly #mask = new SecretMask()
  readonly #ends = new OpenedEnds({
    config: this.config,
    mask: this.#mask,
    signal: this.#interruption.signal,
    onWarning: (message) => this.note(message),
    onWaiting: (waiting) => this.#view?.waiting(waiting && this.#mask.value(waiting)),
  })
  #view: ProgressView | undefined
  /** What a job did before an error ended it. */
  /** The summary of a job that ended early. */
  #stopped: string | undefined

  protected override async init(): Promise<void> {
    await super.init()
    const settings = { argv: this.#typed, env: process.env }
    this.#mask.add([...secretsInSettings(settings), ...(await secretsInFiles(process.env))])
    this.#mask.addNames(userNamesInSettings(settings))
  }

  /** Aborts at the first Ctrl-C or other signal to end. */
  protected get signal(): AbortSignal {
    return this.#interruption.signal
  }

  /** A line for the user beside the result: on stderr, whatever `--json` says. */
  protected note(line: string): void {
    const masked = this.#mask.text(line)
    if (this.#view) this.#view.note(masked)
    else process.stderr.write(`${masked}\n`)
  }

  /** The answer of a command for a reader, on stdout. Nothing with `--json`. */
  protected print(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(`${this.#mask.text(text)}\n`)
  }

  /** The server of one end, by flag or variable. Closed when the command ends, as all that is opened here. */
  protected readonly openServer: OpenedEnds['server'] = (...args) => this.#ends.server(...args)

  /** Whatever takes objects, for a dry run: a server by its URI, else an export directory by its path. */
  protected readonly openTarget: OpenedEnds['target'] = (...args) => this.#ends.target(...args)

  /** Whatever holds objects, to read: a server by its URI, else an export directory by its path. */
  protected readonly openSource: OpenedEnds['source'] = (...args) => this.#ends.source(...args)

  /** The export directory to import from, whichever command wrote it. `whole`: a part of a larger one is refused. */
  protected readonly openExport: OpenedEnds['export'] = (...args) => this.#ends.export(...args)

  /** The export directory to write: a new one, or one of the same source and selection that goes on. */
  protected readonly createExport: OpenedEnds['newExport'] = (...args) => this.#ends.newExport(...args)

  /** The servers of both ends. */
  protected async openServers(flags: {
    readonly from: string
    readonly to: string
    readonly concurrency: number
  }): Promise<{ source: TrackingServer; target: TrackingServer }> {
    const source = await this.openServer('FROM', flags.from, flags)
    return { source, target: await this.openServer('TO', flags.to, flags) }
  }

  /** Looks at the server of one end as a copy would use it, and shows each finding as it comes. */
  protected async diagnose(end: End, uri: string | undefined, options: DiagnosisOptions): Promise<Diagnosis> {
    const connecting = await this.#ends.connecting(end, uri)
    const { diagnoseRegistry, diagnoseServer, otherRegistry } = await import('@mlferry/tracking-server')
    const diagnosis = { end: end === 'FROM' ? 'from' : 'to', uri: redact(connecting.trackingUri) } as const
    const show = async (title: string, found: AsyncIterable<Finding>) => {
      const findings: Finding[] = []
      this.print(title)
      for await (const finding of found) {
        findings.push(finding)
        this.print(findingLines(finding, process.stdout))
      }
      this.print(`${findingSummary(findings)}\n`)
      if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
      return findings
    }
    const title = end === 'FROM' ? 'From' : 'To'
    const looking = { ...connecting, ...options }
    const findings = await show(`${title}  ${diagnosis.uri}`, diagnoseServer(looking))
    const registryUri = otherRegistry(connecting)
    if (registryUri === undefined) return { ...diagnosis, findings }
    const address = redact(registryUri)
    const ofRegistry = await show(`${title}, registry  ${address}`, diagnoseRegistry(looking))
    return { ...diagnosis, findings, registry: { uri: address, findings: ofRegistry } }
  }

  /** Runs `work` with progress on stderr, and at the end shows what became of every object. */
  protected async copy(job: CommandJob, work: (options: JobOptions) => Promise<CopyReport>): Promise<CopyResult> {
    const { flags, source, target } = job
    if (!flags.quiet) {
      this.note(`From  ${endLabel(source)}`)
      this.note(`To    ${endLabel(target)}`)
    }
    const { meters: met, notes, directory } = this.#ends
    const meters = { source: met.FROM, target: met.TO }
    const fromDirectory = directory?.role === 'import'
    const context = {
      command: this.#words,
      env: process.env,
      signal: this.signal,
      mask: this.#mask,
      meters,
      notes,
      fromDirectory,
    }
    const places = await this.#places(job)
    const onStopped = (result: CopyResult) => {
      this.#stopped = renderSummary(result, flags)
    }
    // A dry run leaves both ends as they are, the export directory too: what it says lies elsewhere.
    const ends = flags['dry-run'] ? { places: await Promise.all(places.map(withoutWrites)) } : { places, directory }
    const result = await this.#followed(flags, (view) =>
      runCopyJob({ ...job, ...context, ...ends, view, onStopped }, work),
    )
    return this.finish(result, renderSummary(result, flags))
  }

  /** Where each workspace goes, asked and opened before the first is copied. */
  async #places({ flags, source, target, everyWorkspace }: CommandJob): Promise<readonly CopyPlace[]> {
    if (!everyWorkspace) return [{ workspace: undefined, source, target }]
    const missing = flags['dry-run'] ? plannedWorkspace : 'create'
    return pairWorkspaces<PreparedTarget>({ source, target, flags, missing, signal: this.signal })
  }

  /** Compares two stores with progress on stderr, and at the end shows what differs. */
  protected async verify(job: VerifyCommandJob): Promise<VerifyResult> {
    const { flags, source, target } = job
    if (!flags.quiet) {
      this.note(`Source  ${endLabel(source)}`)
      this.note(`Target  ${endLabel(target)}`)
    }
    const context = { command: this.#words, env: process.env, signal: this.signal, mask: this.#mask }
    const followed = { quiet: flags.quiet, verbose: false }
    const places = await pairWorkspaces<Source>({ source, target, flags, missing: 'fail', signal: this.signal })
    const result = await this.#followed(followed, (view) => runVerifyJob({ ...job, ...context, places, view }))
    return this.finish(result, renderVerifySummary(result))
  }

  /** Checks an export directory by itself. */
  protected async checkExport(dir: string, flags: { readonly 'allow-incomplete': boolean }): Promise<CheckResult> {
    const path = resolve(dir)
    const { signal } = this
    const result = await runCheckJob(path, { command: this.#words, allowIncomplete: flags['allow-incomplete'], signal })
    return this.finish(result, renderCheckSummary(result))
  }

  /** The exit code, and the end of the work for a reader, unless it is wanted as JSON. */
  protected finish<Result extends { readonly exitCode: number }>(result: Result, summary: string): Result {
    process.exitCode = result.exitCode
    this.print(`\n${summary}`)
    return result
  }

  #followed<Result>(
    { quiet, verbose }: Pick<JobFlags, 'quiet' | 'verbose'>,
    work: (view: ProgressView) => Promise<Result>,
  ): Promise<Result> {
    const view = openProgressView({ stream: process.stderr, env: process.env, quiet, verbose })
    this.#view = view
    return work(view).finally(() => this.#closeView())
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv: string[] = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const known: object = { ...options?.baseFlags, ...options?.flags, json: { type: 'boolean' } }
    const plain = readArgv(withRegistryFlags(argv), { flags: known as Interfaces.FlagInput, command: this.#command })
    const parsed = await super.parse(options, plain)
    for (const note of compatibilityNotes(parsed.flags as object)) {
      this.#ends.notes.push(note)
      this.note(`Note: ${note}`)
    }
    const { 'dry-run': dryRun, kinds, 'exclude-kinds': excludeKinds } = parsed.flags as Partial<JobFlags>
    this.#ends.dryRun = dryRun === true
    this.#ends.registries = registriesOf(parsed.flags as RegistryFlags)
    const unused = unusedRegistryNote(this.#ends.registries, process.env)
    if (unused) this.note(unused)
    this.#ends.kindFlags = { kinds, excludeKinds }
    return parsed
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${printableJson(this.#mask.value(json), 2)}\n`)
  }

  protected override async catch(error: Error): Promise<void> {
    if (error instanceof Errors.ExitError) throw error
    this.#closeView()
    if (isMlferryError(error) && /^ERR_(?:NOT_FOUND|MORE_THAN_ONE|FILTER_REFUSED)$/.test(error.code))
      this.#ends.giveUpExport()
    const { aborted } = this.signal
    const shown = aborted
      ? this.#interrupted(error)
      : this.#stopped
        ? this.#goesOn(error)
        : asUsageError(error, this.#command)
    const exitCode = aborted ? exitCodes.interrupted : exitCodeOfError(shown)
    if (this.#stopped) this.print(`\n${this.#stopped}\n`)
    if (this.jsonEnabled()) this.logJson({ error: describeError(shown), exitCode } satisfies ErrorJson)
    else this.note(renderError(shown, { stream: process.stderr, debug: Boolean(process.env.DEBUG) }))
    this.exit(exitCode)
  }

  protected override async finally(): Promise<void> {
    await this.#ends[Symbol.asyncDispose]()
    this.#interruption[Symbol.dispose]()
  }

  #interrupted(cause: Error): MlferryError {
    return new MlferryError('ERR_INTERRUPTED', 'Interrupted.', { hint: this.#sameCommandHint, cause })
  }

  /** The error of a job that ended early, with what to do next. A bug of ours keeps its stack. */
  #goesOn(error: Error): Error {
    const { code, message, hint } = describeError(error)
    if (code === 'ERR_INTERNAL') return error
    const all = hint === undefined ? this.#sameCommandHint : `${hint}\n  ${this.#sameCommandHint}`
    return new MlferryError(code, message, { hint: all, cause: error })
  }

  get #sameCommandHint(): string {
    const again = sameCommand([...this.#command.split(' '), ...this.#typed])
    return `Nothing is lost: what arrived stays. The same command goes on:\n\n    ${again}\n`
  }

  #closeView(): void {
    this.#view?.close()
    this.#view = undefined
  }

  /** Such as `export all`. */
  get #words(): string {
    return (this.id ?? '').replaceAll(':', ' ')
  }

  get #command(): string {
    return `${this.config.bin} ${this.#words}`
  }
}

async function withoutWrites({ workspace, source, target }: CopyPlace): Promise<CopyPlace> {
  const { dryRun } = await import('@mlferry/engine')
  return { workspace, ...dryRun({ source, target }) }
}
