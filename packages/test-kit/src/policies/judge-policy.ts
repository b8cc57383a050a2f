import { join } from 'node:path'
import { motoRequirements } from '../moto.ts'
import { ensurePythonVenv, pythonDir } from '../python-venv.ts'
import { runCommand } from '../run-command.ts'
import type { RecordedAction } from './recorded-action.ts'

/** A policy as IAM takes it. */
export interface IamPolicy {
  readonly Statement: readonly {
    readonly Effect: string
    readonly Action: string | readonly string[]
    readonly Resource: string | readonly string[]
  }[]
}

export interface PolicyVerdict {
  /** Actions that were done, and that the policy does not allow. */
  readonly missing: readonly RecordedAction[]
  /** What the policy allows, action by action and resource by resource, and nobody did. */
  readonly unused: readonly string[]
}

/** Compares a policy with what was done, by moto's evaluation of IAM policies. */
export async function judgePolicy(policy: IamPolicy, actions: readonly RecordedAction[]): Promise<PolicyVerdict> {
  const grants = policy.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
    [statement.Action]
      .flat()
      .flatMap((Action) => [statement.Resource].flat().map((Resource) => ({ ...statement, Action, Resource }))),
  )
  const policies = [policy, ...grants.map((grant) => ({ Statement: [grant] }))]
  const [whole = [], ...each] = await evaluate(policies, actions)
  return {
    missing: actions.filter((_, at) => !whole[at]),
    unused: grants.flatMap(({ Action, Resource }, at) =>
      each[at]?.includes(true) ? [] : [`${Action} on ${Resource}`],
    ),
  }
}

async function evaluate(
  policies: readonly IamPolicy[],
  requests: readonly RecordedAction[],
): Promise<readonly (readonly boolean[])[]> {
  const { python } = await ensurePythonVenv({ name: 'moto', requirements: motoRequirements })
  const input = JSON.stringify({ policies, requests })
  return JSON.parse(await runCommand(python, [join(pythonDir, 'evaluate_policy.py')], { input }))
}
