import type { ServiceSetting } from '@mlferry/core'
import { allow } from './end-statements.ts'
import type { PolicyEnd } from './policy-end.ts'
import type { Statement } from './statement.ts'

/** What `--start-source` and `--resize-source` call. `also` are actions that they need and nothing else allows. */
export function changeSource(
  from: PolicyEnd | undefined,
  changes: readonly ServiceSetting[],
  also: readonly string[] = [],
): readonly Statement[] {
  const { arn } = from ?? {}
  // An App has no size, and always runs.
  if (arn?.type !== 'mlflow-tracking-server') return []
  const actions = [
    ...(changes.includes('running')
      ? ['sagemaker:StartMlflowTrackingServer', 'sagemaker:StopMlflowTrackingServer']
      : []),
    ...(changes.includes('size') ? ['sagemaker:UpdateMlflowTrackingServer'] : []),
  ]
  if (actions.length === 0) return []
  const comment = 'Start or resize the source for as long as a command runs, and put it back.'
  return [allow('ChangeSource', comment, [...actions, ...also], [arn.arn])]
}

/** What `--pause-model-registration` calls. */
export function pauseRegistration(to: PolicyEnd | undefined, changes: readonly ServiceSetting[]): readonly Statement[] {
  const { arn } = to ?? {}
  if (arn === undefined || !changes.includes('modelRegistration')) return []
  const action = arn.type === 'mlflow-app' ? 'sagemaker:UpdateMlflowApp' : 'sagemaker:UpdateMlflowTrackingServer'
  const comment = 'Switch automatic model registration off for as long as a copy runs, and on again.'
  return [allow('PauseRegistration', comment, [action], [arn.arn])]
}
