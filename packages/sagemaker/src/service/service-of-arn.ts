import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import { type ManagedService, MlferryError, type ServiceContext, type ServiceSetting } from '@mlferry/core'
import { type ControlPlane, openControlPlane } from '../control-plane/open-control-plane.ts'
import { isTrackingServerSize } from '../control-plane/tracking-servers.ts'
import { waitingLine } from '../render/waiting-line.ts'
import { registerModels, resizeServer, startServer, stopServer, type Wait } from '../servers/change-server.ts'
import { describeServer } from '../servers/describe-server.ts'
import type { ManagedServer } from '../servers/managed-server.ts'
import { isAtRest, waitForServer } from '../servers/wait-for-server.ts'
import { foreseenRegistration } from './foreseen-registration.ts'

/** Milliseconds. */
const longestForesight = 10_000

/** What a job may change at one App or tracking server. */
export class ServiceOfArn implements ManagedService {
  readonly name: string
  readonly #arn: SagemakerArn
  readonly #context: ServiceContext
  #opened: Promise<ControlPlane> | undefined

  constructor(arn: SagemakerArn, context: ServiceContext) {
    this.name = `${arn.type === 'mlflow-app' ? 'the App' : 'the tracking server'} ${arn.id}`
    this.#arn = arn
    this.#context = context
  }

  async get(setting: ServiceSetting): Promise<string | undefined> {
    const server = await describeServer(await this.#plane(), this.#arn)
    return settingOf(server, setting)
  }

  async set(setting: ServiceSetting, value: string): Promise<void> {
    const plane = await this.#plane()
    const onWaiting = waitingLine((line) => this.#context.onProgress(line))
    // What is under way has to end first: SageMaker refuses every other change until then.
    const now = await waitForServer(plane, this.#arn, { until: isAtRest, onWaiting })
    this.#context.signal.throwIfAborted()
    const wait = await this.#change(plane, now, { setting, value })
    // A stop takes minutes, and nothing can prevent it any more.
    if (setting === 'running' && value === 'off') return
    await wait({ onWaiting })
  }

  byHand(setting: ServiceSetting, value: string): string {
    const { arn } = this.#arn
    if (setting === 'running') return `mlferry sagemaker ${value === 'on' ? 'start' : 'stop'} ${arn}`
    if (setting === 'size') return `mlferry sagemaker resize ${arn} --size ${value}`
    return `mlferry sagemaker resume-registration ${arn}`
  }

  async foresee(creating: ReadonlyMap<string, Iterable<string>>): Promise<readonly string[]> {
    const foreseen = foreseenRegistration(this.name, creating)
    if (foreseen === undefined) return []
    const { env, signal } = this.#context
    // Where only the API of MLflow can be reached, a job goes on without this.
    const soon = AbortSignal.any([signal, AbortSignal.timeout(longestForesight)])
    const server = await openControlPlane({ region: this.#arn.region, env, signal: soon })
      .then((plane) => describeServer(plane, this.#arn))
      .catch(() => undefined)
    signal.throwIfAborted()
    return server?.registersModels === true ? [foreseen] : []
  }

  #plane(): Promise<ControlPlane> {
    const { env, signal, onWarning, onProgress } = this.#context
    // Only waiting is interrupted: of a call that was cut off nobody would know whether it is done, nor what to put back.
    const { region } = this.#arn
    const opening = () => openControlPlane({ region, env, warn: onWarning, onRetry: onProgress })
    this.#opened ??= opening().then((plane) => ({ ...plane, signal }))
    return this.#opened
  }

  async #change(
    plane: ControlPlane,
    now: ManagedServer,
    { setting, value }: { readonly setting: ServiceSetting; readonly value: string },
  ): Promise<Wait> {
    if (setting === 'running')
      return value === 'on' ? startServer(plane, this.#arn, now) : stopServer(plane, this.#arn, now)
    if (setting === 'modelRegistration') return registerModels(plane, this.#arn, { now, on: value === 'on' })
    if (!isTrackingServerSize(value))
      throw new MlferryError('ERR_REQUEST_REFUSED', `${value} is no size of a tracking server.`)
    return resizeServer(plane, this.#arn, { now, size: value })
  }
}

/** In the words of a job; of what is on its way, what it is going to be. */
function settingOf(server: ManagedServer, setting: ServiceSetting): string | undefined {
  if (setting === 'size') return server.size
  if (setting === 'modelRegistration') return server.registersModels === true ? 'on' : 'off'
  // A server may be called inactive until it has started.
  return server.stopped && server.status !== 'Starting' ? 'off' : 'on'
}
