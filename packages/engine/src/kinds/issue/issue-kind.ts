import type { IssueFields, ObjectKind } from '@mlferry/core'

/** Recognised by the mark that its experiment carries: names repeat. */
export const issueKind: ObjectKind<IssueFields> = {
  name: 'issue',
  plural: 'issues',
  scope: 'experiment',
  identity: 'source-id',
  likeness: (header) => header.fields.name,
  links: { sourceRun: { to: 'run', at: 'open' } },
  needs: [{ says: 'the run that found it', kinds: ['run'], links: ['sourceRun'] }],
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
