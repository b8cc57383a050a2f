import { parseSagemakerArn, type SagemakerArn } from '@mlferry/auth-sagemaker'
import { isMlferryError, MlferryError, redact } from '@mlferry/core'
import type { CreateMlflowAppInput } from '../control-plane/apps.ts'
import { ControlPlaneError } from '../control-plane/control-plane-error.ts'
import { listApps } from '../control-plane/list-pages.ts'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { describeServer } from '../servers/describe-server.ts'
import type { ManagedServer } from '../servers/managed-server.ts'

/** On every App that mlferry makes. */
export const createdTag = { Key: 'mlferry', Value: 'created' }

/** A role that was made just now is not known everywhere: so long it may take, in milliseconds. */
const roleSpreads = 2 * 60_000
/** How often, and after how many milliseconds each, a lost App is looked for. */
const looks = [1_000, 2_000, 5_000, 10_000, 15_000]

/**
 * Asks for a new App, once, and resolves to its ARN while it is still being made. Names of Apps are not unique for SageMaker: one that
 * is there already is refused here. When the answer is lost, the App is looked for by its name. Throws ERR_APP_EXISTS,
 * ERR_OUTCOME_UNKNOWN, and what `call` throws.
 */
export async function createApp(plane: ControlPlane, app: CreateMlflowAppInput): Promise<SagemakerArn> {
  await refuseDoubledName(plane, app.Name)
  const { clock, signal } = plane
  const begun = clock.now()
  for (;;) {
    try {
      const { Arn } = await plane.call('CreateMlflowApp', app)
      return parseSagemakerArn(String(Arn))
    } catch (error) {
      if (isMlferryError(error) && error.code === 'ERR_OUTCOME_UNKNOWN') return await findLost(plane, app, error)
      if (!isRoleNotSpread(error) || clock.now() - begun > roleSpreads) throw error
      await clock.sleep(5_000, signal)
    }
  }
}

/** Throws ERR_APP_EXISTS, also for an App whose creation failed: it has the name. */
export async function refuseDoubledName(plane: ControlPlane, name: string): Promise<void> {
  const there = await appsNamed(plane, name)
  if (there.length === 0) return
  const found = there.map(({ arn, status }) => `${arn} (${status})`).join(', ')
  const message = `There is an App of the name ${redact(name, 256)} in ${plane.region}: ${found}.`
  throw new MlferryError('ERR_APP_EXISTS', message, { hint: 'Use that one by its ARN, or choose another name.' })
}

interface NamedApp {
  readonly arn: string
  readonly status: string
}

async function appsNamed(plane: ControlPlane, name: string): Promise<readonly NamedApp[]> {
  const there: NamedApp[] = []
  for await (const { Arn, Name, Status } of listApps(plane)) {
    if (Name === name && Status !== 'Deleted') there.push({ arn: redact(String(Arn), 200), status: String(Status) })
  }
  return there
}

/** The App that has this name, role and store. Where none had the name before it was asked for, this is the one that was asked for. */
export async function findCreatedApp(
  plane: ControlPlane,
  app: CreateMlflowAppInput,
): Promise<SagemakerArn | undefined> {
  for (const { arn } of await appsNamed(plane, app.Name)) {
    const named = parseSagemakerArn(arn)
    // Who may not describe it has its name to go by.
    const found = await describeServer(plane, named).catch(() => undefined)
    plane.signal.throwIfAborted()
    if (found === undefined || isSame(found, app)) return named
  }
  return undefined
}

async function findLost(plane: ControlPlane, app: CreateMlflowAppInput, lost: MlferryError): Promise<SagemakerArn> {
  for (const pause of looks) {
    await plane.clock.sleep(pause, plane.signal)
    const found = await findCreatedApp(plane, app)
    if (found) return found
  }
  const message = `${lost.message} No App ${redact(app.Name, 256)} is listed so far.`
  const hint = `Look again in some minutes: mlferry sagemaker list --region ${plane.region}. The same command refuses to make a second one.`
  throw new MlferryError('ERR_OUTCOME_UNKNOWN', message, { hint, cause: lost })
}

function isRoleNotSpread(error: unknown): boolean {
  return (
    error instanceof ControlPlaneError && error.awsType === 'ValidationException' && /sts:AssumeRole/.test(error.said)
  )
}

function isSame({ role, artifactStore = '' }: ManagedServer, app: CreateMlflowAppInput): boolean {
  const plain = (store: string) => store.replace(/\/+$/, '')
  return role === app.RoleArn && plain(artifactStore) === plain(app.ArtifactStoreUri)
}
