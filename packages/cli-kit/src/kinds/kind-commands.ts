import { type Command, Flags } from '@oclif/core'
import { inputDirFlags, outputDirFlags } from '../flags/directory-flags.ts'
import { bothEndsFlags, fromFlags, toFlags } from '../flags/end-flags.ts'
import { jobFlags } from '../flags/job-flags.ts'
import { readNameList } from '../flags/read-name-list.ts'
import { onlyFlags } from '../flags/selection-flags.ts'
import { exportHelp, importHelp } from '../help-texts.ts'
import type { CopyResult } from '../job/copy-result.ts'
import { MlferryCommand } from '../mlferry-command.ts'
import { type CommandKind, type CommandKindName, commandKind } from './command-kinds.ts'
import { copyKind } from './copy-kind.ts'

export interface KindCommandOptions {
  /** The command moves one object, named by a flag. */
  readonly one: boolean
}

/** `export <kind>`: what a file of an oclif plugin exports. */
export function exportKindCommand(name: CommandKindName, { one }: KindCommandOptions): Command.Class {
  const kind = commandKind(name)
  return class ExportKind extends MlferryCommand {
    static override aliases = aliasesOf('export', kind, one)
    static override summary = `Export ${titleOf(kind, one)}.`
    static override description = exportHelp
    static override examples = [`<%= config.bin %> <%= command.id %> ${exampleOf(kind, one)} --output-dir ./out`]
    static override flags = { ...outputDirFlags, ...fromFlags, ...selectionFlags(kind, one), ...jobFlags }

    async run(): Promise<CopyResult> {
      const { flags } = await this.parse(ExportKind)
      const selection = { kind: name, ...(await selectionIn(flags)) }
      const source = await this.openServer('FROM', flags.from, flags)
      const view = kind.ofExperiment ? ({ view: { of: 'experiments' } } as const) : {}
      const options = { layout: 'all', ...view, source, selection: { ...selection } } as const
      const target = await this.createExport(flags['output-dir'], options)
      return this.copy({ flags, source, target }, (job) => copyKind({ ...job, ...selection }))
    }
  }
}

/** `import <kind>`. */
export function importKindCommand(name: CommandKindName, { one }: KindCommandOptions): Command.Class {
  const kind = commandKind(name)
  return class ImportKind extends MlferryCommand {
    static override aliases = aliasesOf('import', kind, one)
    static override summary = `Import ${titleOf(kind, one)} from an export directory.`
    static override description = importHelp
    static override examples = [`<%= config.bin %> <%= command.id %> --input-dir ./out ${exampleOf(kind, one)}`.trim()]
    static override flags = { ...inputDirFlags, ...toFlags, ...selectionFlags(kind, one), ...jobFlags }

    async run(): Promise<CopyResult> {
      const { flags } = await this.parse(ImportKind)
      const source = await this.openExport(flags)
      const target = await this.openServer('TO', flags.to, flags)
      const selection = await selectionIn(flags)
      return this.copy({ flags, source, target }, (job) => copyKind({ ...job, kind: name, ...selection }))
    }
  }
}

/** `copy <kind>`. */
export function copyKindCommand(name: CommandKindName, { one }: KindCommandOptions): Command.Class {
  const kind = commandKind(name)
  return class CopyKind extends MlferryCommand {
    static override summary = `Copy ${titleOf(kind, one)} to another server.`
    static override description = importHelp
    static override examples = [
      `<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 ${exampleOf(kind, one)}`.trim(),
    ]
    static override flags = { ...bothEndsFlags, ...selectionFlags(kind, one), ...jobFlags }

    async run(): Promise<CopyResult> {
      const { flags } = await this.parse(CopyKind)
      const selection = await selectionIn(flags)
      const { source, target } = await this.openServers(flags)
      return this.copy({ flags, source, target }, (job) => copyKind({ ...job, kind: name, ...selection }))
    }
  }
}

function aliasesOf(verb: string, { one, many, pythonTool }: CommandKind, single: boolean): string[] {
  return pythonTool ? [`${verb}-${single ? one : many}`] : []
}

function titleOf({ one, many, ofExperiment }: CommandKind, single: boolean): string {
  if (single) return ofExperiment ? `one ${one} with the experiment that holds it` : `one ${one}`
  return ofExperiment ? `${many} with the experiments that hold them` : many
}

function exampleOf({ ofExperiment }: CommandKind, single: boolean): string {
  if (single) return ofExperiment ? '--experiment churn --name accuracy' : '--name accuracy'
  return ofExperiment ? "--experiments 'churn,fraud-*'" : ''
}

const helpGroup = 'SELECTION'

function selectionFlags({ one, ofExperiment, pythonTool }: CommandKind, single: boolean) {
  const aliases = (flag: 'name' | 'experiments') => (pythonTool ? { aliases: [pythonTool[flag]] } : {})
  return {
    ...(ofExperiment ? onlyFlags : {}),
    ...(single
      ? {
          name: Flags.string({
            helpGroup,
            helpValue: '<name or id>',
            required: true,
            ...aliases('name'),
            summary: `The ${one}.`,
          }),
        }
      : {}),
    ...(ofExperiment && single
      ? {
          experiment: Flags.string({
            helpGroup,
            helpValue: '<name or id>',
            summary: 'Of this experiment. Default: of all.',
          }),
        }
      : {}),
    ...(ofExperiment && !single
      ? {
          experiments: Flags.string({
            helpGroup,
            helpValue: '<list>',
            ...aliases('experiments'),
            summary: 'Names or ids separated by commas, names with *, or a .txt file with one a line. Default: all.',
          }),
        }
      : {}),
  }
}

/** Which of these flags there are depends on the command. */
async function selectionIn(flags: object): Promise<{ name?: string; experiments?: readonly string[] }> {
  const { name, experiment, experiments } = flags as Readonly<Record<string, string | undefined>>
  const listed = experiments === undefined ? undefined : await readNameList(experiments)
  const chosen = experiment === undefined ? listed : [experiment]
  return { ...(name === undefined ? {} : { name }), ...(chosen ? { experiments: chosen } : {}) }
}
