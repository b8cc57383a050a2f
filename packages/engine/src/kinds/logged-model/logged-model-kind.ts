import type { Header, LoggedModelFields, ObjectKind } from '@mlferry/core'
import { rewriteModelFile } from './rewrite-model-file.ts'

/** Recognised by the tag `mlferry.source.id`. */
export const loggedModelKind: ObjectKind<LoggedModelFields> = {
  name: 'loggedModel',
  plural: 'logged models',
  scope: 'experiment',
  identity: 'source-id',
  links: { sourceRun: { to: 'run', at: 'open' } },
  needs: [
    { says: 'the run that made it', kinds: ['run'], links: ['sourceRun'] },
    { says: 'the runs that measured it', kinds: ['run'], ids: runsWithPoints },
  ],
  startedAt: (header) =>
    header.links.length + runsWithPoints(header).length > 0 ? undefined : header.fields.creationTime,
  likeness: (header) => header.fields.name,
  fields: {
    artifactUri: { compare: 'ignored' },
    metrics: { compare: 'mapped' },
  },
  partlyListed: true,
  settled: (header) => header.fields.status !== 'PENDING',
  deleted: () => false,
  title: (header) => header.fields.name,
  rewrite: rewriteModelFile,
  points: (header) => header.fields.metrics,
}

function runsWithPoints({ fields }: Header<LoggedModelFields>): readonly string[] {
  const runs = fields.metrics.map(({ runId }) => runId)
  return [...new Set(runs)].filter((id) => id !== '')
}
