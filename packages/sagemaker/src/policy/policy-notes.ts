import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import type { PolicyQuestion } from './plan-policy.ts'

/** What IAM cannot do, and what has to be allowed elsewhere. Pure. */
export function policyNotes({ purpose, from, to, identity }: PolicyQuestion): readonly string[] {
  const meant = [identity === 'to' ? undefined : from, identity === 'from' ? undefined : to]
  const has = (type: SagemakerArn['type']) => meant.some((end) => end?.arn?.type === type)
  const accounts = new Set([from, to].flatMap((end) => end?.arn?.account ?? []))
  const copies = purpose === 'migrate' || purpose === 'verify'
  return [
    ...(copies && has('mlflow-app')
      ? [
          'IAM cannot make an App read-only: sagemaker:CallMlflowAppApi is one action for reading, writing and deleting.',
        ]
      : []),
    ...(copies && has('mlflow-tracking-server')
      ? [
          'Tracking servers have no action for assessments, evaluation datasets, scorers, workspaces and webhooks: nobody can be allowed these.',
        ]
      : []),
    ...(copies && accounts.size > 1 && identity === undefined
      ? [
          'The ends are in different accounts. If each has an identity of its own, print one policy with --end from and one with --end to.',
        ]
      : []),
    ...(copies && accounts.size > 1
      ? [
          'The bucket policy, and the key policy, of the other account have to allow the same as the statements that name them.',
        ]
      : []),
    ...(purpose === 'create' ? ['The role itself: mlferry sagemaker policy --for app-role.'] : []),
    ...(purpose === 'cleanup' ? ['delete --proof also reads the old server: add the policy of --for verify.'] : []),
    ...(purpose === 'app-role' ? ['Its trust policy has to allow sts:AssumeRole to sagemaker.amazonaws.com.'] : []),
  ]
}
