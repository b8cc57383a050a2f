import { type Amend, composeAmend } from './compose-amend.ts'
import { prefixExperiments } from './prefix-experiments.ts'
import { readRenameFile } from './read-rename-file.ts'
import { renameExperiments } from './rename-experiments.ts'
import { renameModels } from './rename-models.ts'
import { addSourceTags } from './source-tags.ts'

export interface ImportFlags {
  readonly 'import-source-tags': boolean
  readonly 'experiment-prefix': string | undefined
  readonly 'experiment-rename-file': string | undefined
  readonly 'model-rename-file': string | undefined
}

export interface ImportAmend {
  readonly amend: Amend | undefined
  /** Old names of the rename files that nothing had, as the user should read it. */
  readonly unused: () => readonly string[]
}

/** What the flags of an import change on the way. Source tags tell the old names. */
export async function importAmend(flags: ImportFlags): Promise<ImportAmend> {
  const {
    'experiment-prefix': prefix,
    'experiment-rename-file': experimentFile,
    'model-rename-file': modelFile,
  } = flags
  const experiments = experimentFile === undefined ? undefined : renameExperiments(await readRenameFile(experimentFile))
  const models = modelFile === undefined ? undefined : renameModels(await readRenameFile(modelFile))
  return {
    amend: composeAmend(
      flags['import-source-tags'] && addSourceTags(),
      experiments?.amend,
      prefix !== undefined && prefixExperiments(prefix),
      models?.amend,
    ),
    unused: () => [
      ...(experiments?.unused() ?? []).map(
        (name) => `Note: the rename file names '${name}', but no experiment has that name.`,
      ),
      ...(models?.unused() ?? []).map((name) => `Note: the rename file names '${name}', but no model has that name.`),
    ],
  }
}
