import type { ObjectKind } from '@mlferry/core'
import { Flags, type Interfaces } from '@oclif/core'
import { readNameList } from '../flags/read-name-list.ts'
import { onlyFlags } from '../flags/selection-flags.ts'
import { copyKind } from './copy-kind.ts'
import type { Asked, Move, Moves, Verb } from './move-command.ts'

/** A kind whose commands differ in nothing but its name, and in whether experiments hold it. */
interface PlainKind {
  readonly kind: ObjectKind['name']
  readonly one: string
  readonly many: string
  /** Held by an experiment, which is brought with its tags. */
  readonly ofExperiment: boolean
  /** What the Python tool calls the flags of its commands, such as `export-trace`. */
  readonly pythonTool?: { readonly name: string; readonly experiments: string }
}

const plainKinds: readonly PlainKind[] = [
  {
    kind: 'trace',
    one: 'trace',
    many: 'traces',
    ofExperiment: true,
    pythonTool: { name: 'request-id', experiments: 'experiment-ids' },
  },
  { kind: 'scorer', one: 'scorer', many: 'scorers', ofExperiment: true },
  { kind: 'issue', one: 'issue', many: 'issues', ofExperiment: true },
  { kind: 'labelSchema', one: 'label schema', many: 'label schemas', ofExperiment: true },
  { kind: 'reviewQueue', one: 'review queue', many: 'review queues', ofExperiment: true },
  { kind: 'webhook', one: 'webhook', many: 'webhooks', ofExperiment: false },
  { kind: 'workspace', one: 'workspace', many: 'workspaces', ofExperiment: false },
]

/** The rows of kinds whose commands differ in nothing but the kind, by the name of the commands. `one`: they move one object, named by a flag. */
export function kindMoves({ one }: { readonly one: boolean }): Readonly<Record<string, Required<Moves>>> {
  const rows = plainKinds.map((plain) => {
    const name = (one ? plain.one : plain.many).replace(' ', '-')
    return [
      name,
      { export: row('export', plain, one), import: row('import', plain, one), copy: row('copy', plain, one) },
    ] as const
  })
  return Object.fromEntries(rows)
}

const after = {
  export: { title: '', example: ' --output-dir ./out' },
  import: { title: ' from an export directory', example: '' },
  copy: { title: ' into another store', example: '' },
} as const

const before = {
  export: { title: 'Export', example: '' },
  import: { title: 'Import', example: '--input-dir ./out ' },
  copy: { title: 'Copy', example: '--from http://old:5000 --to http://new:5000 ' },
} as const

function row(verb: Verb, plain: PlainKind, one: boolean): Move<Interfaces.FlagInput> {
  const { kind, ofExperiment, pythonTool } = plain
  const name = (one ? plain.one : plain.many).replace(' ', '-')
  return {
    summary: `${before[verb].title} ${titleOf(plain, one)}${after[verb].title}.`,
    alias: pythonTool && verb !== 'copy' ? `${verb}-${name}` : undefined,
    examples: [`${before[verb].example}${exampleOf(ofExperiment, one)}${after[verb].example}`],
    flags: selectionFlags(plain, one),
    async ask(flags): Promise<Asked> {
      const selection = await selectionIn(flags)
      const subject = { kind, ...(selection.name === undefined ? {} : { one: selection.name }) }
      return {
        selection: { kind, ...selection },
        ...(verb === 'import' ? {} : { subject }),
        copy: (job) => copyKind({ ...job, kind, ...selection }),
      }
    },
  }
}

function titleOf({ one, many, ofExperiment }: PlainKind, single: boolean): string {
  if (single) return ofExperiment ? `one ${one} with the experiment that holds it` : `one ${one}`
  return ofExperiment ? `${many} with the experiments that hold them` : many
}

function exampleOf(ofExperiment: boolean, single: boolean): string {
  if (single) return ofExperiment ? '--experiment churn --name accuracy' : '--name accuracy'
  return ofExperiment ? "--experiments 'churn,fraud-*'" : ''
}

const helpGroup = 'SELECTION'

function selectionFlags({ one, ofExperiment, pythonTool }: PlainKind, single: boolean) {
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
            summary: 'The experiment that holds it. Default: any.',
          }),
        }
      : {}),
    ...(ofExperiment && !single
      ? {
          experiments: Flags.string({
            helpGroup,
            helpValue: '<list>',
            ...aliases('experiments'),
            summary:
              'Names or ids separated by commas, names with *, or a .txt file with one on each line. Default: all.',
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
