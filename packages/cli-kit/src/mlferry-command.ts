import {
  type Capabilities,
  type Finding,
  isAbort,
  isMlferryError,
  MlferryError,
  type OpenedSource,
  type OpenedTarget,
  redact,
  type ServiceSetting,
  type Source,
  type Subject,
  type Target,
} from '@mlferry/core'
import type { CopyReport } from '@mlferry/engine'
import { Command, Errors, type Interfaces } from '@oclif/core'
import type { Amend } from './amend/compose-amend.ts'
import { addressOfDirectory } from './ends/address-of-end.ts'
import { diagnoseByOpening } from './ends/diagnose-by-opening.ts'
import { endLabel } from './ends/end-address.ts'
import type { End } from './ends/environment-of-end.ts'
import { modelNames } from './ends/model-names.ts'
import { type DiagnosisOptions, OpenedEnds } from './ends/opened-ends.ts'
import { type RegistryFlags, registriesOf, unusedRegistryNote } from './ends/registry-uri.ts'
import { asUsageError } from './errors/as-usage-error.ts'
import { exitCodeOfError, exitCodes } from './exit-codes.ts'
import { compatibilityNotes } from './flags/compatibility-flags.ts'
import type { InputDirFlags } from './flags/directory-flags.ts'
import type { JobFlags } from './flags/job-flags.ts'
import { readArgv } from './flags/read-argv.ts'
import { withRegistryFlags } from './flags/registry-aliases.ts'
import { type ServiceFlags, wantedSettings } from './flags/service-flags.ts'
import type { CopyResult } from './job/copy-result.ts'
import { Interruption } from './job/interruption.ts'
import { type CopyEnds, type CopyJob, type CopyPlace, type JobOptions, runCopyJob } from './job/run-copy-job.ts'
import { type Reported, runWholeWork, type WholeWork } from './job/run-whole-work.ts'
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

export interface CommandJob extends CopyEnds {
  /** The command whose work this is, such as `copy all`. Default: the one that runs. */
  readonly command?: string
  readonly flags: JobFlags & WorkspaceFlags
  /** All workspaces of the source, as the flags say. Default: what each end shows. */
  readonly everyWorkspace?: true
}

export type VerifyCommandJob = Omit<VerifyJob, 'command' | 'env' | 'signal' | 'mask' | 'view' | 'places'> & {
  /** As of `CommandJob`. */
  readonly command?: string
  readonly flags: VerifyJob['flags'] & WorkspaceFlags
}

/** What is going to be written into a target. */
export interface Writing {
  readonly source: OpenedSource
  /** What is asked for, as plain data. An unfinished export of anything else is not taken up. */
  readonly selection: object
  /** Absent: everything that the source holds. */
  readonly subject?: Subject | undefined
  /** Default: what `--dry-run` says. */
  readonly dryRun?: true
}

interface SourceFlags {
  readonly concurrency?: number
  readonly 'allow-incomplete'?: boolean
}

/** Of a command that diagnoses. */
interface DiagnosedEnds {
  readonly from: string | undefined
  readonly to: string | undefined
  /** What a copy would change on the way. */
  readonly amend?: Amend | undefined
}

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
    onProgress: (line) => this.note(line),
    onWaiting: (waiting) => this.#view?.waiting(waiting && this.#mask.value(waiting)),
  })
  /** As parsed. */
  #flags: Partial<JobFlags> = {}
  #view: ProgressView | undefined
  /** It copies: something may have arrived. */
  #copies = false
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

  /** A store to read, by flag or variable. Closed when the command ends, as all that is opened here. `whole`: a part of a larger one is refused. */
  protected openSource(
    end: End,
    address: string | undefined,
    flags: SourceFlags = {},
    { whole = false }: { readonly whole?: boolean } = {},
  ): Promise<OpenedSource> {
    const { concurrency, 'allow-incomplete': allowIncomplete } = flags
    return this.#ends.source(end, address, { concurrency, allowIncomplete, whole })
  }

  /** A store to write, by flag or variable. Without `writing` it is only asked what it holds. */
  protected openTarget(
    address: string | undefined,
    { concurrency }: Pick<SourceFlags, 'concurrency'> = {},
    writing?: Writing,
  ): Promise<OpenedTarget> {
    if (!writing) return this.#ends.target(address, { concurrency })
    const { source, subject, dryRun = this.#flags['dry-run'] === true } = writing
    const { label, origin = label, version } = source
    const { kinds, 'exclude-kinds': excludeKinds } = this.#flags
    const selection = { ...writing.selection, kinds, excludeKinds }
    return this.#ends.target(address, {
      concurrency,
      request: { source: { label: origin, version }, selection, subject, dryRun },
    })
  }

  /** The export directory to import from, whichever command wrote it, or another store by its address. */
  protected openInput(
    flags: InputDirFlags & SourceFlags,
    options?: { readonly whole?: boolean },
  ): Promise<OpenedSource> {
    return this.openSource('FROM', addressOfDirectory(flags['input-dir']), flags, options)
  }

  /** The export directory to write: a new one, or one of the same source and selection that goes on. Or another store by its address. */
  protected openOutput(
    flags: { readonly 'output-dir': string; readonly concurrency?: number },
    writing: Writing,
  ): Promise<OpenedTarget> {
    return this.openTarget(addressOfDirectory(flags['output-dir']), flags, writing)
  }

  /** What a store of a version of MLflow holds, as far as the version tells: nothing is asked. */
  protected async capabilitiesOfVersion(version: string): Promise<Capabilities> {
    for (const store of await this.#ends.stores()) {
      if (store.capabilitiesOfVersion) return store.capabilitiesOfVersion(version)
    }
    throw new MlferryError('ERR_STORE_UNSUPPORTED', 'No store tells by its version what it holds.', {
      hint: 'Give --to.',
    })
  }

  /** Tells of settings of a service, other than `except`, that an earlier command changed for its length and could not put back. */
  protected tellLeftChanges(address: string, except: readonly ServiceSetting[] = []): Promise<void> {
    return this.#ends.services.tellLeft(address, except)
  }

  /** Looks at the store of one end as a copy would use it, and shows each finding as it comes. */
  protected async diagnose(end: End, given: string | undefined, options: DiagnosisOptions): Promise<Diagnosis> {
    const { store, address, context } = await this.#ends.found(end, given)
    const looking = { ...context, ...options }
    const found = store.diagnose?.(address, looking) ?? diagnoseByOpening(store, address, looking)
    const uri = redact(address)
    const title = end === 'FROM' ? 'From' : 'To'
    const sections: { readonly uri: string; readonly findings: Finding[] }[] = [{ uri, findings: [] }]
    this.print(`${title}  ${uri}`)
    for await (const { registry = uri, ...finding } of found) {
      if (registry !== sections.at(-1)?.uri) {
        this.print(`${findingSummary(sections.at(-1)?.findings ?? [])}\n`)
        this.print(`${title}, registry  ${registry}`)
        sections.push({ uri: registry, findings: [] })
      }
      sections.at(-1)?.findings.push(finding)
      this.print(findingLines(finding, process.stdout))
      if (finding.status === 'failed') process.exitCode = exitCodes.failed
    }
    this.print(`${findingSummary(sections.at(-1)?.findings ?? [])}\n`)
    const [{ findings } = { findings: [] }, ofRegistry] = sections
    const diagnosis = { end: end === 'FROM' ? 'from' : 'to', uri, findings } as const
    return ofRegistry ? { ...diagnosis, registry: ofRegistry } : diagnosis
  }

  /** Looks at one end or both; at the target also for the names of the models that it would get. At least one is named, or MLFLOW_TRACKING_URI. */
  protected async diagnoseEnds({ from, to, amend }: DiagnosedEnds): Promise<readonly Diagnosis[]> {
    const source = from === undefined ? undefined : await this.diagnose('FROM', from, { write: false })
    if (source !== undefined && to === undefined) return [source]
    const findings = [...(source?.findings ?? []), ...(source?.registry?.findings ?? [])]
    const readable = source !== undefined && findings.every(({ status }) => status !== 'failed')
    const models = readable ? await modelNames(await this.openSource('FROM', from), amend, this.signal) : []
    const target = await this.diagnose('TO', to, { write: true, creating: new Map([['registeredModel', models]]) })
    return source === undefined ? [target] : [source, target]
  }

  /** Runs `work` with progress on stderr, and at the end shows what became of every object. */
  protected async copy(job: CommandJob, work: (options: JobOptions) => Promise<CopyReport>): Promise<CopyResult> {
    const result = await this.runCopy(job, work)
    return this.finish(result, renderSummary(result, job.flags))
  }

  /** The same, and shows nothing at the end. */
  protected async runCopy(job: CommandJob, work: (options: JobOptions) => Promise<CopyReport>): Promise<CopyResult> {
    const { flags, source, target } = job
    this.#copies = !flags['dry-run']
    if (!flags.quiet) {
      this.note(`From  ${endLabel(source)}`)
      this.note(`To    ${endLabel(target)}`)
    }
    const { meters: met, notes } = this.#ends
    const meters = { source: met.FROM, target: met.TO }
    const context = { command: this.#words, env: process.env, signal: this.signal, mask: this.#mask, meters, notes }
    const places = await this.#places(job)
    const onStopped = (result: CopyResult) => {
      this.#stopped = renderSummary(result, flags)
    }
    const dryRun = flags['dry-run']
    const beforeCreating: CopyJob['beforeCreating'] = (creating) =>
      this.#ends.services.beforeCreating(creating, { dryRun })
    const copied = dryRun ? await Promise.all(places.map(withoutWrites)) : places
    return this.#followed(flags, (view) =>
      runCopyJob({ ...context, ...job, places: copied, view, onStopped, beforeCreating }, work),
    )
  }

  /** Where each workspace goes, asked and opened before the first is copied. */
  async #places({ flags, source, target, everyWorkspace }: CommandJob): Promise<readonly CopyPlace[]> {
    if (!everyWorkspace) return [{ workspace: undefined, source, target }]
    const missing = flags['dry-run'] ? plannedWorkspace : 'create'
    return pairWorkspaces<Target>({ source, target, flags, missing, signal: this.signal })
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
    const result = await this.#followed(followed, (view) => runVerifyJob({ ...context, ...job, places, view }))
    return this.finish(result, renderVerifySummary(result))
  }

  /** Runs several jobs as one: its record is kept, and it writes a report of its own beside theirs. */
  protected report<Result extends { readonly exitCode: number }>(work: WholeWork<Result>): Promise<Reported<Result>> {
    const note = (line: string) => this.note(line)
    const context = { command: this.#words, env: process.env, signal: this.signal, mask: this.#mask, note }
    return runWholeWork(work, context)
  }

  /** Checks an export directory by itself. */
  protected async checkExport(dir: string, flags: { readonly 'allow-incomplete': boolean }): Promise<CheckResult> {
    const { store, address, context } = await this.#ends.found('FROM', addressOfDirectory(dir))
    const checking = { ...context, allowIncomplete: flags['allow-incomplete'] }
    const result = await runCheckJob(store, address, { command: this.#words, context: checking })
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
    this.#flags = parsed.flags as Partial<JobFlags>
    this.#ends.services.wanted = wantedSettings(parsed.flags as ServiceFlags)
    this.nameEnds(parsed.flags as RegistryFlags)
    return parsed
  }

  /** Takes note of what both ends are called, as the flags say or as somebody answered. */
  protected nameEnds(flags: RegistryFlags): void {
    this.#ends.registries = registriesOf(flags)
    const unused = unusedRegistryNote(this.#ends.registries, process.env)
    if (unused) this.note(unused)
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${printableJson(this.#mask.value(json), 2)}\n`)
  }

  protected override async catch(error: Error): Promise<void> {
    if (error instanceof Errors.ExitError) throw error
    this.#closeView()
    if (isMlferryError(error) && /^ERR_(?:NOT_FOUND|MORE_THAN_ONE|FILTER_REFUSED)$/.test(error.code))
      this.#ends.giveUp()
    const aborted = this.signal.aborted || isAbort(error)
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
    if (!(await this.#ends.services.putBack())) process.exitCode ||= exitCodes.failed
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
    return `${this.#copies ? 'Nothing is lost: what arrived stays. ' : ''}To go on, run the same command again:\n\n    ${again}\n`
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
