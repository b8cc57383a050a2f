import type { ObjectKind, TraceFields } from '@mlferry/core'

/** Keeps its id, so the id at the source is that at the target. */
export const traceKind: ObjectKind<TraceFields> = {
  name: 'trace',
  keepsId: true,
  plural: 'traces',
  scope: 'experiment',
  identity: 'source-id',
  links: {
    sourceRun: { to: 'run', at: 'link' },
    runs: { to: 'run', at: 'link' },
    model: { to: 'loggedModel', at: 'link' },
    prompts: { to: 'promptVersion', at: 'link' },
    assessmentRuns: { to: 'run', at: 'link' },
    assessmentSources: { to: 'run', at: 'link' },
    issues: { to: 'issue', at: 'link' },
  },
  startedAt: (header) => header.fields.requestTime,
  fields: {
    artifactUri: { compare: 'ignored' },
    spansLocation: { compare: 'ignored' },
    'spans.attributes': { compare: 'exact', json: true },
  },
  partlyListed: true,
  settled: (header) => header.fields.state !== 'IN_PROGRESS',
  deleted: () => false,
  title: (header) => header.fields.tags.get('mlflow.traceName') ?? '',
}
