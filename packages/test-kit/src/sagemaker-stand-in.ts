import type { SagemakerDescription } from './control-plane/managed-servers.ts'
import { type ControlPlane, startControlPlane } from './control-plane/start-control-plane.ts'
import { type MlflowServer, type ServerAddress, startMlflowServer } from './mlflow-server.ts'
import { type Moto, startMoto } from './moto.ts'
import { postgresDriver, startPostgresForMlflow } from './postgres-for-mlflow.ts'
import { type Proxy as CountingProxy, startProxy } from './proxy.ts'
import { keysEnv, placesEnv } from './sagemaker-env.ts'
import { type GateRecord, startSagemakerGate } from './sagemaker-gate.ts'
import { defaultUser, openSessions, type StandInUser, startCredentialsEndpoint } from './sagemaker-sessions.ts'
import type { SagemakerSwitches } from './sagemaker-switches.ts'

export interface SagemakerStandInOptions {
  /** The version of MLflow behind it. Default: 3.10.1 for an App, 2.16.2 for a tracking server. */
  readonly version?: string
  /** Default: us-east-1. */
  readonly region?: string
  /** The App's id, or the tracking server's name. */
  readonly name?: string
  /** The bucket and the prefix of the artifacts; the bucket is made when it is missing. */
  readonly artifactRoot?: string
  /** S3 that others use too. Default: one of its own. */
  readonly moto?: Moto
  /** Default: one, with the keys of moto's `env`. */
  readonly users?: readonly StandInUser[]
  /** How many requests a session of `sessionEnv` is good for. Default: any number. */
  readonly sessionRequests?: number
  /** How many milliseconds the service's clock is ahead of ours. Default: 0. */
  readonly clockOffset?: number
  readonly switches?: SagemakerSwitches
  /** More environment variables of the server behind it. */
  readonly serverEnv?: Readonly<Record<string, string>>
  /** What the control plane says besides the usual, such as `{ ModelRegistrationMode: 'AutoModelRegistrationEnabled' }`. */
  readonly description?: SagemakerDescription
  /** False: the control plane does not know it before somebody creates an App, which then is this one. Default: true. */
  readonly created?: false
  /** Ids that Apps get that are created at its control plane, one after the other. Default: random ones. */
  readonly appIds?: readonly string[]
}

type Env = Readonly<Record<string, string>>

/** A server that must be addressed as the service; itself the address for Python clients with the plugin `sagemaker-mlflow`. */
export interface SagemakerStandIn extends ServerAddress, AsyncDisposable {
  /** The ARN: the tracking URI. */
  readonly url: string
  /** Where its API is: `SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT`. */
  readonly endpoint: string
  readonly controlPlane: ControlPlane
  readonly controlPlaneUrl: string
  /** What a client needs, with the keys of the first user. */
  readonly env: Env
  /** The same with the keys of another user. */
  envOf(user: StandInUser): Env
  /** The same with temporary credentials from an endpoint, which end after `sessionRequests`, and can be had anew. */
  readonly sessionEnv: Env
  /** How many sessions were handed out. */
  sessionsStarted(): number
  /** Ends all sessions that were handed out so far. */
  expireSessions(): void
  /** Every request to the API and why it was refused, if so. */
  readonly requests: readonly GateRecord[]
  /** Behind the door: counts what was let through, keeps its JSON, and breaks it as told. */
  readonly proxy: CountingProxy
  /** The server behind it, which asks for no signature: to fill it, or to look inside. */
  readonly backend: MlflowServer
  readonly moto: Moto
  readonly artifactRoot: string
  setSwitches(switches: SagemakerSwitches): void
  /** Milliseconds that the clock of the service is ahead from now on. */
  setClock(offset: number): void
  /** Changes what the control plane says, such as `{ Status: 'Stopped' }`. */
  describe(description: SagemakerDescription): void
  close(): Promise<void>
}

/** A serverless MLflow App of SageMaker: MLflow on PostgreSQL and S3 behind signatures. */
export function startAppStandIn(options: SagemakerStandInOptions = {}): Promise<SagemakerStandIn> {
  const { version = '3.10.1' } = options
  return startStandIn({
    ...options,
    version,
    type: 'mlflow-app',
    name: options.name ?? 'app-K5ZXGEXAMPLE',
    service: 'sagemaker',
    arnHeader: 'x-sm-mlflow-app-arn',
    usual: {
      Status: 'Created',
      ModelRegistrationMode: 'AutoModelRegistrationDisabled',
      MaintenanceStatus: 'MaintenanceComplete',
    },
  })
}

/** A SageMaker tracking server, the older product. */
export function startTrackingServerStandIn(options: SagemakerStandInOptions = {}): Promise<SagemakerStandIn> {
  const { version = '2.16.2' } = options
  return startStandIn({
    ...options,
    version,
    type: 'mlflow-tracking-server',
    name: options.name ?? 'team-server',
    service: 'sagemaker-mlflow',
    arnHeader: 'x-mlflow-sm-tracking-server-arn',
    usual: {
      TrackingServerStatus: 'Started',
      IsActive: 'Active',
      AutomaticModelRegistration: false,
      TrackingServerSize: 'Small',
    },
  })
}

interface Product {
  readonly version: string
  readonly type: string
  readonly name: string
  readonly service: string
  readonly arnHeader: string
  readonly usual: SagemakerDescription
}

async function startStandIn(options: SagemakerStandInOptions & Product): Promise<SagemakerStandIn> {
  const { version, type, name, service, arnHeader, region = 'us-east-1', users = [defaultUser] } = options
  const { appIds = [] } = options
  const arn = `arn:aws:sagemaker:${region}:123456789012:${type}/${name}`
  const artifactRoot = options.artifactRoot ?? `s3://mlflow-${name.toLowerCase()}/artifacts`
  await using cleanup = new AsyncDisposableStack()
  const moto = options.moto ?? cleanup.use(await startMoto())
  await moto.createBucket(new URL(artifactRoot).host, region)
  const postgres = cleanup.use(await startPostgresForMlflow(version))
  const server = await startMlflowServer({
    version,
    backendStoreUri: postgres.url,
    requirements: [postgresDriver],
    serveArtifacts: false,
    artifactRoot,
    env: { ...moto.env, ...options.serverEnv },
  })
  const backend = { ...cleanup.use(server), clientEnv: moto.env }
  const proxy = cleanup.use(await startProxy(backend.url, { keepBodies: true }))
  const sessions = openSessions(users, options.sessionRequests)
  let switches = options.switches ?? {}
  let clockOffset = options.clockOffset ?? 0
  const gate = cleanup.use(
    await startSagemakerGate({
      ...{ target: proxy.url, arn, arnHeader, service, region, sessions, clockOffset: () => clockOffset },
      switches: () => ({
        ...switches,
        ...switchesOf(controlPlane.servers.find((each) => each.arn === arn)?.description),
      }),
    }),
  )
  const description = {
    MlflowVersion: version,
    ArtifactStoreUri: artifactRoot,
    RoleArn: 'arn:aws:iam::123456789012:role/mlflow',
    ...options.usual,
    ...options.description,
  }
  const controlPlane = cleanup.use(
    await startControlPlane({
      ...{ region, sessions, clockOffset: () => clockOffset },
      ...(options.created === false ? { appIds: [name] } : { servers: [{ arn, description }], appIds }),
    }),
  )
  const credentials = cleanup.use(await startCredentialsEndpoint(sessions))
  const places = { region, arn, endpoint: gate.url, controlPlane: controlPlane.url, s3: moto.url }
  const envOf = (user: StandInUser): Env => ({ ...placesEnv(places), ...keysEnv(user) })
  const env = envOf(users[0] ?? defaultUser)
  const running = cleanup.move()
  const close = () => running.disposeAsync()
  return {
    url: arn,
    version,
    clientEnv: env,
    clientRequirements: ['sagemaker-mlflow==0.5.0'],
    endpoint: gate.url,
    controlPlane,
    controlPlaneUrl: controlPlane.url,
    env,
    envOf,
    sessionEnv: { ...placesEnv(places), AWS_CONTAINER_CREDENTIALS_FULL_URI: `${credentials.url}/credentials` },
    sessionsStarted: sessions.started,
    expireSessions: sessions.expire,
    requests: gate.requests,
    proxy,
    backend,
    moto,
    artifactRoot,
    setSwitches: (next) => {
      switches = next
    },
    setClock: (offset) => {
      clockOffset = offset
    },
    describe: (fields) => controlPlane.change(arn, fields),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What follows for its API from what the control plane says of it. */
function switchesOf(said: SagemakerDescription = {}): SagemakerSwitches {
  const isStopped = /^(Stopp(ing|ed)|Start(ing|Failed))$/.test(String(said.TrackingServerStatus))
  const registers =
    said.ModelRegistrationMode === 'AutoModelRegistrationEnabled' || said.AutomaticModelRegistration === true
  return { ...(isStopped && { stopped: true }), ...(registers && { underscores: true }) }
}
