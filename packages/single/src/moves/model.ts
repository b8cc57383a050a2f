import {
  addSourceTags,
  deletedFlags,
  type Moves,
  move,
  onlyFlags,
  replacedKinds,
  replaceModelFlags,
  sourceTagsFlags,
  versionFlags,
  versionNumberFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { askedOf } from '../asked-of.ts'
import { copyModel } from '../copy-model.ts'
import { modelFlags, modelTargetFlags, newNameFlags, oneExperimentFlags } from '../flags.ts'

const selectionFlags = { ...modelFlags, ...versionNumberFlags, ...versionFlags }

export const model = {
  export: move({
    summary: 'Export one registered model with the runs and logged models that it comes from.',
    alias: 'export-model',
    examples: ['--model churn --output-dir ./churn', '--model churn --versions 3,4 --output-dir ./churn'],
    flags: { ...selectionFlags, ...deletedFlags, ...onlyFlags },
    withoutEffect: ['export-version-model', 'export-permissions', 'notebook-formats'],
    ask(flags) {
      const selection = { ...versionsOf(flags), model: flags.model }
      return { selection, subject: subjectOf(flags), copy: (job) => copyModel({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import one registered model with the runs and logged models that it comes from.',
    alias: 'import-model',
    examples: ['--input-dir ./churn', '--input-dir ./churn --model churn-2024 --experiment-name churn-2024'],
    flags: { ...modelTargetFlags, ...oneExperimentFlags, ...sourceTagsFlags, ...replaceModelFlags, ...onlyFlags },
    withoutEffect: ['import-permissions', 'await-creation-for'],
    ask(flags) {
      const options = {
        newName: flags.model,
        experimentName: flags['experiment-name'],
        amend: flags['import-source-tags'] ? addSourceTags() : undefined,
        ...replacedKinds(flags),
      }
      return {
        copy: (job, { source }) => copyModel({ ...job, ...askedOf(source, { model: undefined }), ...options }),
      }
    },
  }),
  copy: move({
    summary: 'Copy one registered model, with the runs and logged models that it comes from, into another store.',
    alias: 'copy-model',
    examples: ['--from http://old:5000 --to http://new:5000 --model churn'],
    flags: { ...selectionFlags, ...newNameFlags, ...oneExperimentFlags, ...onlyFlags },
    ask(flags) {
      const { model, 'dst-model': newName, 'experiment-name': experimentName } = flags
      const selection = { ...versionsOf(flags), model }
      return {
        selection,
        subject: subjectOf(flags),
        copy: (job) => copyModel({ ...job, ...selection, newName, experimentName }),
      }
    },
  }),
} satisfies Moves

function subjectOf({ model }: { readonly model: string }) {
  return { kind: 'registeredModel', one: model }
}
