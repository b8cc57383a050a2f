import { type Amend, addSourceTags, composeAmend, readRenameFile, renameExperiments } from '@mlferry/cli-kit'

export interface ImportFlags {
  readonly 'import-source-tags': boolean
  readonly 'experiment-rename-file': string | undefined
}

export interface ImportAmend {
  readonly amend: Amend | undefined
  /** Old names of the rename file that no experiment had. */
  readonly unused: () => readonly string[]
}

/** What the flags of an import change on the way. Source tags tell the old names. */
export async function importAmend(flags: ImportFlags): Promise<ImportAmend> {
  const file = flags['experiment-rename-file']
  const renames = file === undefined ? undefined : renameExperiments(await readRenameFile(file))
  return {
    amend: composeAmend(flags['import-source-tags'] && addSourceTags(), renames?.amend),
    unused: () => renames?.unused() ?? [],
  }
}
