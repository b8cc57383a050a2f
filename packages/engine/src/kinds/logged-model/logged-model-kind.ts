import type { Header, LoggedModelFields, ObjectKind } from '@mlferry/core'
import { rewriteModelFile } from './rewrite-model-file.ts'

/** Recognised by the tag `mlferry.source.id`. */
export const loggedModelKind: ObjectKind = {
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
    header.links.length + runsWithPoints(header).length > 0
      ? undefined
      : (header.fields as LoggedModelFields).creationTime,
  likeness: (header) => (header.fields as LoggedModelFields).name,
  fields: {
    artifactUri: { compare: 'ignored' },
    metrics: { compare: 'mapped' },
  },
  partlyListed: true,
  settled: (header) => (header.fields as LoggedModelFields).status !== 'PENDING',
  deleted: () => false,
  title: (header) => (header.fields as LoggedModelFields).name,
  rewrite: rewriteModelFile,
  points: (header) => (header.fields as LoggedModelFields).metrics,
}

function runsWithPoints({ fields }: Header): readonly string[] {
  const runs = (fields as LoggedModelFields).metrics.map(({ runId }) => runId)
  return [...new Set(runs)].filter((id) => id !== '')
}
