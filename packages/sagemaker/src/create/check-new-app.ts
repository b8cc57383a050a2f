import type { Finding } from '@mlferry/core'
import { findingOf, isMlferryError, MlferryError, redact } from '@mlferry/core'
import type { CreateMlflowAppInput } from '../control-plane/apps.ts'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { checkBucket } from './check-bucket.ts'
import { checkRole } from './check-role.ts'
import { refuseDoubledName } from './create-app.ts'

/**
 * What stands in the way of a new App, looked at before it is made: SageMaker tells no reason when a creation fails. What the caller may
 * not look at is a warning.
 */
export async function* checkNewApp(plane: ControlPlane, app: CreateMlflowAppInput): AsyncGenerator<Finding> {
  yield await checkName(plane, app.Name)
  yield await checkBucket(plane, app.ArtifactStoreUri)
  yield await checkRole(plane, app.RoleArn)
  if (app.KmsKeyId !== undefined) yield checkKey(plane, app.KmsKeyId)
}

/** The same, each finding told to `onFinding`. Throws the first that failed, once all are told. */
export async function refuseUnfitApp(
  plane: ControlPlane,
  app: CreateMlflowAppInput,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const findings: Finding[] = []
  for await (const finding of checkNewApp(plane, app)) {
    findings.push(finding)
    onFinding(finding)
  }
  const failed = findings.find(({ status }) => status === 'failed')
  if (failed) throw new MlferryError(failed.code ?? 'ERR_CHECK', failed.found, { hint: failed.cure })
}

async function checkName(plane: ControlPlane, name: string): Promise<Finding> {
  const check = 'name'
  if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/.test(name)) {
    const cure = 'Use letters, digits, and dashes between them.'
    return {
      check,
      status: 'failed',
      found: `${redact(name, 256)} is no name of an App.`,
      cure,
      code: 'ERR_REQUEST_REFUSED',
    }
  }
  try {
    await refuseDoubledName(plane, name)
    return { check, status: 'ok', found: `${name}: no other App in ${plane.region} has it.` }
  } catch (error) {
    plane.signal.throwIfAborted()
    if (!isMlferryError(error)) throw error
    return findingOf(check, error)
  }
}

function checkKey({ region }: ControlPlane, key: string): Finding {
  const [, ofRegion] = /^arn:[^:]+:kms:([^:]+):/.exec(key) ?? []
  if (ofRegion === undefined || ofRegion === region) return { check: 'key', status: 'ok', found: redact(key, 300) }
  const found = `The key is in ${redact(ofRegion, 60)}, the App in ${region}.`
  return { check: 'key', status: 'failed', found, cure: 'Give a key of the same region.', code: 'ERR_REQUEST_REFUSED' }
}
