import {
  addLineageTags,
  addSourceTags,
  type Moves,
  move,
  onlyFlags,
  sourceTagsFlags,
  versionNumber,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { askedOf } from '../asked-of.ts'
import { copyModelVersion } from '../copy-model-version.ts'
import {
  modelFlags,
  modelTargetFlags,
  newNameFlags,
  oneExperimentFlags,
  stagesAndAliases,
  versionFlag,
} from '../flags.ts'

export const modelVersion = {
  export: move({
    summary: 'Export one version of a registered model with the run and logged model that it comes from.',
    alias: 'export-model-version',
    examples: ['--model churn --version 3 --output-dir ./churn-3'],
    flags: { ...modelFlags, ...versionFlag, ...onlyFlags },
    withoutEffect: [
      'vrm-export-version-model',
      'vrm-model-artifact-path',
      'skip-download-run-artifacts',
      'export-permissions',
      'notebook-formats',
    ],
    ask(flags) {
      const { selection, subject } = askedIn(flags)
      return { selection, subject, copy: (job) => copyModelVersion({ ...job, ...selection, stagesAndAliases: true }) }
    },
  }),
  import: move({
    summary: 'Import one version of a registered model. It keeps its number.',
    alias: 'import-model-version',
    examples: ['--input-dir ./churn-3 --import-stages-and-aliases'],
    flags: {
      version: Flags.string({
        helpGroup: 'SELECTION',
        helpValue: '<n>',
        summary: 'The number of the version. Default: the only one in the directory.',
      }),
      ...modelTargetFlags,
      ...oneExperimentFlags,
      ...sourceTagsFlags,
      'import-stages-and-aliases': stagesAndAliases(),
      ...onlyFlags,
    },
    withoutEffect: ['create-model', 'import-permissions', 'import-metadata'],
    ask(flags) {
      const version = flags.version === undefined ? undefined : versionNumber(flags.version)
      const options = {
        newName: flags.model,
        experimentName: flags['experiment-name'],
        stagesAndAliases: flags['import-stages-and-aliases'],
        amend: flags['import-source-tags'] ? addSourceTags() : undefined,
      }
      return {
        copy: (job, { source }) =>
          copyModelVersion({ ...job, ...askedOf(source, { model: undefined, version }), ...options }),
      }
    },
  }),
  copy: move({
    summary: 'Copy one version of a registered model into another store. It keeps its number.',
    alias: 'copy-model-version',
    examples: ['--from http://old:5000 --to http://new:5000 --model churn --version 3'],
    flags: {
      ...modelFlags,
      ...versionFlag,
      ...newNameFlags,
      ...oneExperimentFlags,
      'copy-stages-and-aliases': stagesAndAliases(),
      'copy-lineage-tags': Flags.boolean({
        helpGroup: 'CHANGES ON THE WAY',
        allowNo: true,
        summary: 'Add tags that say where the version comes from: mlflow_exim.src_version.*, mlflow_exim.src_client.*.',
      }),
      ...onlyFlags,
    },
    withoutEffect: ['copy-permissions'],
    ask(flags) {
      const { selection, subject } = askedIn(flags)
      const options = {
        newName: flags['dst-model'],
        experimentName: flags['experiment-name'],
        stagesAndAliases: flags['copy-stages-and-aliases'],
      }
      return {
        selection,
        subject,
        copy(job, { source, target }) {
          const lineage = { source: source.label, target: target.label }
          const amend = flags['copy-lineage-tags'] ? addLineageTags(lineage) : undefined
          return copyModelVersion({ ...job, ...selection, ...options, amend })
        },
      }
    },
  }),
} satisfies Moves

function askedIn(flags: { readonly model: string; readonly version: string }) {
  const { model } = flags
  const version = versionNumber(flags.version)
  return { selection: { model, version }, subject: { kind: 'modelVersion', one: `${model}/${version}` } }
}
