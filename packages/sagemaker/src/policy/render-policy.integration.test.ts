import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { ensurePythonVenv, runCommand } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { appArn, role, serverArn } from '../test-support/start-plane.ts'
import { planPolicy, policyPurposes } from './plan-policy.ts'
import type { PolicyEnd } from './policy-end.ts'
import { renderPolicy } from './render-policy.ts'
import { policyDocument } from './statement.ts'

const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234'
const from: PolicyEnd = {
  arn: parseSagemakerArn(serverArn),
  version: '3.0.1',
  stores: [{ bucket: 'old', prefix: 'a', key }],
}
const to: PolicyEnd = { arn: parseSagemakerArn(appArn), role, kmsKey: key, stores: [{ bucket: 'new', prefix: '' }] }

// Read by other people's parsers, and put back into the form of IAM.
const script = `
import hcl2, json, sys, yaml
given = json.load(sys.stdin)
def plain(text): return text.strip('"')
def of_terraform(text):
    document = next(iter(hcl2.loads(text)["data"][0].values()))
    (block,) = [each for each in document.values()]
    found = []
    for each in block["statement"]:
        conditions = {}
        for one in each.get("condition", []):
            conditions.setdefault(plain(one["test"]), {})[plain(one["variable"])] = plain(one["values"][0])
        statement = {"Sid": plain(each["sid"]), "Effect": plain(each.get("effect", "Allow")), "Action": [plain(a) for a in each["actions"]], "Resource": [plain(r) for r in each["resources"]]}
        found.append({**statement, **({"Condition": conditions} if conditions else {})})
    return found
def of_cloudformation(text):
    (resource,) = yaml.safe_load(text)["Resources"].values()
    properties = resource["Properties"]
    document = properties.get("PolicyDocument") or properties["Policies"][0]["PolicyDocument"]
    return document["Statement"]
print(json.dumps([[of_terraform(a), of_cloudformation(b)] for a, b in given]))
`

test('Terraform and CloudFormation say the same as the JSON, with a comment for each statement', async () => {
  const plans = policyPurposes.map((purpose) => {
    const made = { trusts: 'sagemaker.amazonaws.com', name: 'mlflow', path: '/service/' }
    const role = purpose === 'app-role' ? { role: made } : {}
    return { name: `mlferry-${purpose}`, statements: planPolicy({ purpose, from, to }), ...role }
  })
  const texts = plans.map((plan) =>
    (['terraform', 'cloudformation'] as const).map((format) => renderPolicy(plan, format)),
  )
  for (const [at, plan] of plans.entries()) {
    for (const text of texts[at] ?? [])
      for (const { comment } of plan.statements) expect(text).toContain(`# ${comment}\n`)
  }
  const { python } = await ensurePythonVenv({ name: 'policy-formats', requirements: ['python-hcl2==7.3.1', 'pyyaml'] })
  const read: unknown[][] = JSON.parse(await runCommand(python, ['-c', script], { input: JSON.stringify(texts) }))
  for (const [at, { statements }] of plans.entries()) {
    const expected = policyDocument(statements).Statement.map(listed)
    for (const each of read[at] ?? []) expect((each as Parameters<typeof listed>[0][]).map(listed)).toEqual(expected)
  }
})

test('a role has the name and the path that it is given', async () => {
  const role = { trusts: 'sagemaker.amazonaws.com', name: 'mlflow', path: '/service/' }
  const policy = { name: 'mlferry-app-role', statements: planPolicy({ purpose: 'app-role', to }), role }

  expect(renderPolicy(policy, 'terraform')).toMatch(/"aws_iam_role" .*\n +name += "mlflow"\n +path += "\/service\/"\n/)
  expect(renderPolicy(policy, 'cloudformation')).toContain('      RoleName: "mlflow"\n      Path: "/service/"\n')
})

/** One text and a list of one mean the same. */
function listed<Said extends { readonly Action: unknown; readonly Resource: unknown }>(statement: Said) {
  return { ...statement, Action: [statement.Action].flat(), Resource: [statement.Resource].flat() }
}
