import { type ExperimentFields, type FieldRule, type ObjectKind, unpackView } from '@mlferry/core'

/** Views that the web page saved: they name runs and models. */
const savedView: FieldRule = { compare: 'mapped', text: unpackView }

/** Recognised by name: an experiment of that name at the target takes the runs, whoever made it. */
export const experimentKind: ObjectKind<ExperimentFields> = {
  name: 'experiment',
  mergesByName: true,
  renames: true,
  plural: 'experiments',
  identity: (header) => header.fields.name,
  notedIdentity: (copy) => copy.fields.tags.get('mlflow_exim.field.name'),
  links: { viewRuns: { to: 'run', at: 'link' }, viewModels: { to: 'loggedModel', at: 'link' } },
  needs: [
    { says: 'all that it holds', held: true, when: 'selected' },
    { says: 'its evaluation datasets', kinds: ['evaluationDataset'], linkedBy: ['experiments'], when: 'selected' },
  ],
  fields: {
    artifactLocation: { compare: 'ignored' },
    'tags.mlflow.sharedViewState.*': savedView,
    'tags.mlflow.traceViewState.*': savedView,
    'tags.mlflow.tracesV4ViewState.*': savedView,
    'tags.mlflow.customView.view.v1.*': savedView,
    'tags.mlflow_exim.*': { compare: 'exact', mayBeAdded: true },
  },
  settled: () => true,
  deleted: (header) => header.fields.lifecycle === 'deleted',
  title: (header) => header.fields.name,
}
