import {
  controlPlaneActions,
  dataPlaneActions,
  distinctActions,
  fillSampleData,
  fillSampleModels,
  fillSampleTraces,
  judgePolicy,
  postToServer,
  type RecordedAction,
  recordS3,
  type S3Action,
  type SagemakerStandIn,
  secret,
  startAppStandIn,
  startProxy,
  startTrackingServerStandIn,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const reader = { accessKeyId: 'AKIAREADER', secretAccessKey: secret('of the reader') }
const writer = { accessKeyId: 'AKIAWRITER', secretAccessKey: secret('of the writer') }
const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd'

/** Asked for only when something fails. */
const inTrouble = /^s3:AbortMultipartUpload on /

// The road of `mlferry sagemaker policy --for migrate` and `--for verify`, done by two identities.
test.each(['2.16.2', '3.0.1'])(
  'from MLflow %s into an App, each policy allows what is done, and no more',
  async (version) => {
    await using dir = await tempDir()
    await using source = await startTrackingServerStandIn({ version, users: [reader] })
    await fillSampleData(source)
    await fillSampleModels(source)
    await fillSampleTraces(source)
    if (version !== '2.16.2') await registerByAddress(source)
    await using app = await startAppStandIn({ moto: source.moto, users: [writer] })
    const [, bucket = ''] = /^s3:\/\/([^/]+)/.exec(app.artifactRoot) ?? []
    await encryptBucket(source.moto.url, bucket)
    await using s3 = await startProxy(source.moto.url)
    const inS3 = recordS3(s3, { keys: { [bucket]: key } })
    const places = { AWS_ENDPOINT_URL_S3: s3.url, MLFLOW_S3_ENDPOINT_URL: s3.url }
    const env = { ...ofEnd('FROM', { ...source.env, ...places }), ...ofEnd('TO', { ...app.env, ...places }) }
    const ends = ['--from', source.url, '--to', app.url]
    const mlferry = (...argv: string[]) => runMlferry([...argv, ...ends, '--json'], { cwd: dir.path, env })

    expect((await mlferry('sagemaker', 'policy')).stderr).toBe('')
    const policies: Record<string, Parameters<typeof judgePolicy>[0]> = {}
    for (const purpose of ['migrate', 'verify']) {
      for (const end of ['from', 'to']) {
        const { stdout } = await mlferry('sagemaker', 'policy', '--for', purpose, '--end', end)
        policies[`${purpose} ${end}`] = JSON.parse(stdout).policy
      }
      policies[purpose] = JSON.parse((await mlferry('sagemaker', 'policy', '--for', purpose)).stdout).policy
    }

    const migrated = await recorded({ source, app, inS3 }, async () => {
      expect(await mlferry('doctor')).toMatchObject({ exitCode: 0 })
      expect((await mlferry('copy', 'all', '--include-deleted')).exitCode).toBeLessThan(4)
    })
    const verified = await recorded({ source, app, inS3 }, async () => {
      expect((await mlferry('verify', '--level', 'bytes', '--include-deleted')).exitCode).toBeLessThan(4)
    })

    const verdicts = []
    for (const [name, policy] of Object.entries(policies)) {
      const [purpose, end] = name.split(' ')
      const done = purpose === 'migrate' ? migrated : verified
      const actions = end === undefined ? [...done.from, ...done.to] : end === 'from' ? done.from : done.to
      const { missing, unused } = await judgePolicy(policy, distinctActions(actions))
      verdicts.push({ name, missing, unused: unused.filter((each) => !inTrouble.test(each)) })
    }
    expect(verdicts).toEqual(Object.keys(policies).map((name) => ({ name, missing: [], unused: [] })))
    // Each grant is needed: without it, something that was done is refused.
    const { Statement } = policies.migrate ?? { Statement: [] }
    for (const left of Statement) {
      const rest = { Statement: Statement.filter((each) => each !== left) }
      expect((await judgePolicy(rest, distinctActions([...migrated.from, ...migrated.to]))).missing).not.toEqual([])
    }
  },
)

interface Recorders {
  readonly source: SagemakerStandIn
  readonly app: SagemakerStandIn
  readonly inS3: readonly S3Action[]
}

/** What the identity of each end does meanwhile. */
async function recorded({ source, app, inS3 }: Recorders, work: () => Promise<void>) {
  const before = [source, app].map(
    ({ requests, controlPlane }) => [requests.length, controlPlane.calls.length] as const,
  )
  const s3Before = inS3.length
  await work()
  const files = inS3.slice(s3Before)
  const of = async (server: SagemakerStandIn, at: number, accessKeyId: string): Promise<readonly RecordedAction[]> => [
    ...(await dataPlaneActions(server.url, server.requests.slice(before[at]?.[0]))),
    ...controlPlaneActions(server.controlPlane.calls.slice(before[at]?.[1])),
    ...files.filter((each) => each.accessKeyId === accessKeyId),
  ]
  return { from: await of(source, 0, reader.accessKeyId), to: await of(app, 1, writer.accessKeyId) }
}

function ofEnd(end: 'FROM' | 'TO', env: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`MLFERRY_${end}_${name}`, value]))
}

/** A version whose source is the folder of a logged model, not its id. */
async function registerByAddress({ backend: { url } }: SagemakerStandIn): Promise<void> {
  const model = { experiment_id: '0', name: 'by-address' }
  const { info } = (await postToServer<LoggedModel>(url, 'logged-models', model)).model
  await postToServer(url, 'registered-models/create', { name: 'by-address' })
  await postToServer(url, 'model-versions/create', { name: 'by-address', source: info.artifact_uri })
}

interface LoggedModel {
  readonly model: { readonly info: { readonly artifact_uri: string } }
}

async function encryptBucket(url: string, bucket: string): Promise<void> {
  const rule = `<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>`
  const body = `<ServerSideEncryptionConfiguration><Rule>${rule}</Rule></ServerSideEncryptionConfiguration>`
  const answer = await fetch(`${url}/${bucket}?encryption`, { method: 'PUT', body })
  expect(answer.status, await answer.text()).toBe(200)
}
