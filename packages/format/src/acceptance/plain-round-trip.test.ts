import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type IssueFields,
  issueFingerprint,
  type LabelSchemaFields,
  type Link,
  labelSchemaFingerprint,
  type ReviewQueueFields,
  reviewQueueFingerprint,
  type ScorerFields,
  scorerFingerprint,
  type WebhookFields,
  type WorkspaceFields,
  webhookFingerprint,
  workspaceFingerprint,
} from '@mlferry/core'
import { expect, test } from 'vitest'
import { experiment, headers, readBack, run, startExport, tempDir } from '../../test/sample-export.ts'
import { type ObjectToWrite, signal, writeObjects } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'
import { validateExport } from '../validate-export.ts'

const times = { creationTime: 1_700_000_000_000, lastUpdateTime: null }
const hard = 'größe/値 "\\ \n\ud800'

const scorer: ScorerFields = {
  name: hard,
  versions: [
    { version: 1, serialized: '{"name": "\\u00e9", "n": 9007199254740993}', creationTime: 1 },
    { version: 4, serialized: '', creationTime: null },
  ],
  onlineConfig: { sampleRate: 0.1, filter: null },
  extra: { big: 9_007_199_254_740_993n },
}
const issue: IssueFields = {
  name: hard,
  description: '',
  status: 'resolved',
  severity: '',
  rootCauses: ['', hard],
  categories: [],
  createdBy: 'ann',
  ...times,
  extra: {},
}
const labelSchema: LabelSchemaFields = {
  name: hard,
  type: 'EXPECTATION',
  instruction: '',
  enableComment: true,
  input: { numeric: { min_value: -0.5, max_value: 2 ** 60 } },
  ...times,
  extra: {},
}
const reviewQueue: ReviewQueueFields = {
  name: 'Ünïcode',
  type: 'CUSTOM',
  users: ['a', 'b'],
  createdBy: 'Ann',
  asksDefault: true,
  items: [{ type: 'TRACE', id: 'tr-1', status: 'COMPLETE', completedBy: 'a' }],
  completionTimes: new Map([['tr-1', 7]]),
  ...times,
  extra: {},
}
const webhook: WebhookFields = {
  name: hard,
  description: 'd',
  url: 'https://example.com/?a=b',
  events: ['prompt.created'],
  status: 'ACTIVE',
  ...times,
  extra: {},
}
const workspace: WorkspaceFields = {
  name: 'team-a',
  description: hard,
  artifactRoot: '',
  traceArchival: { retention: '30d' },
  extra: {},
}
const sourceRun: Link = { field: 'sourceRun', to: { kind: 'run', id: 'one' } }
const asked: Link = { field: 'schemas', to: { kind: 'labelSchema', id: 'ls-1' } }
const scope = { kind: 'experiment', id: '1' }
const plain: readonly ObjectToWrite[] = [
  object('scorer', 'b8c9', { scope, fields: scorer, fingerprint: scorerFingerprint(scorer) }),
  object('issue', 'iss-1', { scope, fields: issue, fingerprint: issueFingerprint(issue, [sourceRun]) }, [sourceRun]),
  object('labelSchema', 'ls-1', { scope, fields: labelSchema, fingerprint: labelSchemaFingerprint(labelSchema) }),
  object(
    'reviewQueue',
    'rq-1',
    { scope, fields: reviewQueue, fingerprint: reviewQueueFingerprint(reviewQueue, [asked]) },
    [asked],
  ),
  object('webhook', 'w-1', { fields: webhook, fingerprint: webhookFingerprint(webhook) }),
  object('workspace', 'team-a', { fields: workspace, fingerprint: workspaceFingerprint(workspace) }),
]
const objects = [experiment('1'), run('one'), ...plain]

test('objects without content of their own read back the same, and sha256sum knows their files', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const source = await openExportDirectory(dir)
  const back: ObjectToWrite[] = []
  for (const { header } of plain) {
    for (const each of await headers(source, header.ref.kind)) back.push(await readBack(source, each))
  }
  expect(back).toStrictEqual(plain)
  const summed = async (folder: string) => {
    const { stdout } = await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: join(dir, folder),
    })
    return stdout.match(/: OK$/gm)?.length
  }
  expect([await summed(''), await summed('experiments/1')]).toEqual([2, 6])
  expect(await validateExport(dir, { signal })).toMatchObject({ issues: 1, scorers: 1, webhooks: 1, problems: [] })
})

test('an export that goes on recognises them', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  await using target = await startExport(dir)
  for (const { header } of plain) {
    const pages = await Array.fromAsync(target.written(header.ref.kind, header.scope && [header.scope], signal))
    expect(pages.flat()).toMatchObject([{ target: header.ref, ours: true, sealed: header.fingerprint }])
  }
})

test('one that was changed is named, and the others are read', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const file = join(dir, 'webhooks/w-1/webhook.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('ACTIVE', 'active'))
  const { problems, workspaces } = await validateExport(dir, { signal })
  expect(problems).toMatchObject([{ ref: { kind: 'webhook', id: 'w-1' }, error: { code: 'ERR_CHECKSUM' } }])
  expect(workspaces).toBe(1)
})

function object(
  kind: string,
  id: string,
  rest: Pick<ObjectToWrite['header'], 'fields' | 'fingerprint' | 'scope'>,
  links: readonly Link[] = [],
): ObjectToWrite {
  return { header: { ref: { kind, id }, ...rest, links }, chunks: [], files: {} }
}
