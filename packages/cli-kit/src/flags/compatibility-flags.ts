import { Flags } from '@oclif/core'

const helpGroup = 'COMPATIBILITY'
const databricks = 'it is for Databricks only'

/** Options of the Python tool that mean nothing here, with the reason that a user is told. */
const reasons = {
  'use-threads': 'objects are always copied concurrently, see --concurrency',
  'use-src-user-id': 'the user of a run is always kept',
  'mlmodel-fix': 'ids in MLmodel files are always changed to those of the target',
  'notebook-formats': databricks,
  'export-permissions': databricks,
  'import-permissions': databricks,
  'dst-notebook-dir': databricks,
  'export-version-model': 'files that belong to no run and no logged model are always exported with their version',
  'vrm-export-version-model': 'files that belong to no run and no logged model are always exported with their version',
  'vrm-model-artifact-path': 'the files of a version stay where they are',
  'skip-download-run-artifacts': 'a run is always copied with its files',
  'await-creation-for': 'a version is created when its files are there',
  'create-model': 'the registered model is always created if it is missing',
  'import-metadata': 'a new model or experiment always gets its description and tags',
  'copy-permissions': databricks,
  'include-deleted': 'an import takes everything that is in the directory',
} as const

export type CompatibilityFlag = keyof typeof reasons

const valued: ReadonlySet<CompatibilityFlag> = new Set([
  'notebook-formats',
  'dst-notebook-dir',
  'vrm-model-artifact-path',
  'await-creation-for',
])

type FlagsFor<Name extends CompatibilityFlag> = Record<Name, ReturnType<typeof Flags.boolean<boolean>>>

/** Accepts these options of the Python tool, so that scripts written for it go on working. */
export function compatibilityFlags<Name extends CompatibilityFlag>(...names: readonly Name[]): FlagsFor<Name> {
  const flags = names.map((name) => {
    const summary = `No effect: ${reasons[name]}.`
    const flag = valued.has(name)
      ? Flags.string({ helpGroup, summary, helpValue: '<value>' })
      : Flags.boolean({ helpGroup, summary, allowNo: true })
    return [name, flag]
  })
  return Object.fromEntries(flags) as FlagsFor<Name>
}

/** Their `false` asks for nothing that is not so anyway. */
const optedOut: ReadonlySet<string> = new Set<CompatibilityFlag>([
  'export-permissions',
  'import-permissions',
  'copy-permissions',
  'skip-download-run-artifacts',
])

/** One line for each that was asked for in vain, `false` included: it asks for another thing than what always happens. */
export function compatibilityNotes(flags: object): string[] {
  const given = flags as Readonly<Record<string, unknown>>
  return Object.entries(reasons).flatMap(([name, reason]) => {
    const value = given[name]
    if (value === undefined || value === '' || (value === false && optedOut.has(name))) return []
    return [`--${name}${value === false ? ' false' : ''} has no effect: ${reason}.`]
  })
}
