import {
  fillTeam,
  type SagemakerStandIn,
  startAppStandIn,
  startTrackingServerStandIn,
  type TeamData,
} from '@mlferry/test-kit'

export interface SagemakerAccount extends AsyncDisposable {
  /** A tracking server, MLflow 2.16.2, with what a small team has. Its control plane is that of the account. */
  readonly old: SagemakerStandIn
  /** What the first App is, once somebody creates it. */
  readonly app: SagemakerStandIn
  readonly team: TeamData
  /** Where all of it is, for a command with one end or two. */
  readonly env: Readonly<Record<string, string>>
}

/** One account of AWS in `eu-west-1`: the tracking server `team`, the bucket `team-mlflow` and the role `service/mlflow`, and no App. */
export async function startSagemakerAccount(): Promise<SagemakerAccount> {
  const region = 'eu-west-1'
  await using cleanup = new AsyncDisposableStack()
  const old = cleanup.use(await startTrackingServerStandIn({ region, name: 'team', appIds: ['app-ABCDEFGH'] }))
  const artifactRoot = 's3://team-mlflow/artifacts'
  const app = cleanup.use(await startAppStandIn({ region, name: 'app-ABCDEFGH', artifactRoot, moto: old.moto }))
  await old.moto.createRole('mlflow', { Service: 'sagemaker.amazonaws.com' })
  const team = await fillTeam(old.backend)
  const { MLFLOW_TRACKING_URI, ...shared } = old.env
  const env = {
    ...shared,
    AWS_ENDPOINT_URL_IAM: old.moto.url,
    MLFERRY_FROM_SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: old.endpoint,
    SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: app.endpoint,
  }
  const running = cleanup.move()
  return { old, app, team, env, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
