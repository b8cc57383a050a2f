import type { Finding } from '@mlferry/core'
import type { SagemakerArn } from '../sagemaker-arn.ts'
import type { Description } from './describe-server.ts'

const serving = /^(Created|Updated|UpdateFailed|DeleteFailed|Started|StopFailed|MaintenanceComplete|MaintenanceFailed)$/
const passing = /^(Creating|Updating|Starting|Stopping|MaintenanceInProgress)$/

/** Whether the server is there for callers, by its status. */
export function statusFinding(arn: SagemakerArn, { name, status, maintenance, version }: Description): Finding {
  const inMaintenance = maintenance === 'MaintenanceInProgress'
  const found = `${name} is ${status}${inMaintenance ? ', in maintenance' : ''}${version ? `, MLflow ${version}` : ''}`
  if (serving.test(status) && !inMaintenance) return { check: 'status', status: 'ok', found }
  const failed = { check: 'status', status: 'failed', found } as const
  if (inMaintenance || passing.test(status)) return { ...failed, cure: 'Wait until it is done, and try again.' }
  if (status === 'Stopped' || status === 'StartFailed') {
    const cure = `Start it, which takes minutes: mlferry sagemaker start ${arn.arn}. Or copy with --start-source, which also stops it again.`
    return { ...failed, code: 'ERR_SERVER_STOPPED', cure }
  }
  return { ...failed, cure: 'It serves nobody in this state: look at it in the SageMaker console.' }
}
