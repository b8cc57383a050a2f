import type { Subject } from '@mlferry/core'
import type { CopyReport } from '@mlferry/engine'
import type { Command, Interfaces } from '@oclif/core'
import { type CompatibilityFlag, compatibilityFlags } from '../flags/compatibility-flags.ts'
import { type InputDirFlags, inputDirFlags, outputDirFlags } from '../flags/directory-flags.ts'
import { bothEndsFlags, fromFlags, toFlags } from '../flags/end-flags.ts'
import { type JobFlags, jobFlags } from '../flags/job-flags.ts'
import { sourceServiceFlags, targetServiceFlags } from '../flags/service-flags.ts'
import { exportHelp, importHelp } from '../help-texts.ts'
import type { CopyResult } from '../job/copy-result.ts'
import type { CopyEnds, JobOptions } from '../job/run-copy-job.ts'
import { MlferryCommand } from '../mlferry-command.ts'

export type Verb = 'export' | 'import' | 'copy'

/** What a command is asked for. */
export interface Asked {
  /** As plain data: an export notes it, and goes on later only when the same is asked for. Default: nothing in particular. */
  readonly selection?: object
  /** Absent: everything that the source holds. */
  readonly subject?: Subject
  /** All workspaces of the source. Default: what each end shows. */
  readonly everyWorkspace?: true
  /** A part of a larger export is refused as the source. */
  readonly whole?: true
  /** Called for each workspace; `ends` are the stores as they were opened. */
  copy(job: JobOptions, ends: CopyEnds): Promise<CopyReport>
  /** Lines for the user once it is done. */
  notes?(): readonly string[]
}

/** A command that moves objects: what it says, the flags of its own, and what these ask for. */
export interface Move<Own extends Interfaces.FlagInput> {
  readonly summary: string
  /** Such as `export-all`: the name that the Python tool gives it. */
  readonly alias?: string | undefined
  /** What follows `mlferry export all`, or a whole line that has `<%= command.id %>` in it. */
  readonly examples: readonly string[]
  /** Besides those of its ends and of every job. */
  readonly flags: Own
  /** Options of the Python tool that it accepts and that mean nothing here. */
  readonly withoutEffect?: readonly CompatibilityFlag[]
  /** Called before anything is opened. Throws UsageError. */
  ask(flags: Interfaces.InferredFlags<Own>): Asked | Promise<Asked>
}

/** The same with the flags that its verb has, so that rows of a table need not name their type. */
export function move<Own extends Interfaces.FlagInput>(row: Move<Own>): Move<Own> {
  return row
}

const endFlags = {
  export: { ...outputDirFlags, ...fromFlags },
  import: { ...inputDirFlags, ...toFlags },
  copy: bothEndsFlags,
}

/** Which of these there are depends on the verb. */
interface EndFlags extends JobFlags, InputDirFlags {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly 'output-dir': string
}

const serviceFlags = {
  export: sourceServiceFlags,
  import: targetServiceFlags,
  copy: { ...sourceServiceFlags, ...targetServiceFlags },
}

/** The command of one verb for one row of a table. */
export function moveCommand<Own extends Interfaces.FlagInput>(verb: Verb, row: Move<Own>): Command.Class {
  const command = '<%= config.bin %> <%= command.id %>'
  return class Moving extends MlferryCommand {
    static override summary = row.summary
    static override description = verb === 'export' ? exportHelp : importHelp
    static override aliases = row.alias === undefined ? [] : [row.alias]
    static override examples = row.examples.map((line) =>
      line.includes('<%=') ? line : `${command} ${line}`.trimEnd(),
    )
    static override flags: Interfaces.FlagInput = {
      ...endFlags[verb],
      ...row.flags,
      ...jobFlags,
      ...serviceFlags[verb],
      ...compatibilityFlags(...(row.withoutEffect ?? [])),
    }

    async run(): Promise<CopyResult> {
      const parsed = await this.parse(Moving)
      const flags = parsed.flags as EndFlags & Interfaces.InferredFlags<Own>
      const asked = await row.ask(flags)
      const { selection = {}, subject, everyWorkspace, whole = false } = asked
      const source =
        verb === 'import' ? await this.openInput(flags, { whole }) : await this.openSource('FROM', flags.from, flags)
      const writing = { source, selection, subject }
      const target =
        verb === 'export' ? await this.openOutput(flags, writing) : await this.openTarget(flags.to, flags, writing)
      const job = { flags, source, target, ...(everyWorkspace && { everyWorkspace }) }
      const result = await this.copy(job, (options) => asked.copy(options, { source, target }))
      for (const line of asked.notes?.() ?? []) this.note(line)
      return result
    }
  }
}

/** What is moved by the commands of one name: `export experiments` and so on. */
export type Moves = Partial<Readonly<Record<Verb, Move<Interfaces.FlagInput>>>>

/** A table of what is moved, by name, as the commands of an oclif plugin: `export:experiments` and so on. */
export function moveCommands(table: Readonly<Record<string, Moves>>): Record<string, Command.Class> {
  const commands = Object.entries(table).flatMap(([name, moves]) =>
    (Object.entries(moves) as [Verb, Move<Interfaces.FlagInput>][]).map(
      ([verb, row]) => [`${verb}:${name}`, moveCommand(verb, row)] as const,
    ),
  )
  return Object.fromEntries(commands)
}
