import { policyDocument, type Statement } from './statement.ts'

export const policyFormats = ['json', 'terraform', 'cloudformation'] as const
export type PolicyFormat = (typeof policyFormats)[number]

export interface NamedPolicy {
  /** Letters, digits and dashes: `mlferry-migrate`. */
  readonly name: string
  readonly statements: readonly Statement[]
  /** The role that is made with it. Without one, the policy stands alone. */
  readonly role?: PolicyRole
}

export interface PolicyRole {
  /** The service that it trusts. */
  readonly trusts: string
  readonly name: string
  /** As IAM has it: `/`, or `/service/`. */
  readonly path: string
}

/** A policy as text. JSON has no comments, the other two have one for each statement. */
export function renderPolicy(policy: NamedPolicy, format: PolicyFormat): string {
  if (format === 'terraform') return terraform(policy)
  if (format === 'cloudformation') return cloudformation(policy)
  return JSON.stringify(policyDocument(policy.statements), null, 2)
}

function terraform({ name, statements, role }: NamedPolicy): string {
  const id = name.replaceAll('-', '_')
  const blocks = statements.map((statement) => {
    const { sid, comment, effect, actions, resources, condition = {} } = statement
    const lines = [
      `  # ${comment}`,
      '  statement {',
      `    sid       = ${hcl(sid)}`,
      ...(effect === 'Deny' ? ['    effect    = "Deny"'] : []),
      `    actions   = [${actions.map(hcl).join(', ')}]`,
      `    resources = [${resources.map(hcl).join(', ')}]`,
      ...Object.entries(condition).flatMap(([test, keys]) =>
        Object.entries(keys).flatMap(([variable, value]) => [
          '    condition {',
          `      test     = ${hcl(test)}`,
          `      variable = ${hcl(variable)}`,
          `      values   = [${hcl(value)}]`,
          '    }',
        ]),
      ),
      '  }',
    ]
    return lines.join('\n')
  })
  const document = `data "aws_iam_policy_document" "${id}" {\n${blocks.join('\n\n')}\n}`
  if (role === undefined) {
    return `${document}\n\nresource "aws_iam_policy" "${id}" {\n  name   = ${hcl(name)}\n  policy = data.aws_iam_policy_document.${id}.json\n}`
  }
  return [
    document,
    `data "aws_iam_policy_document" "${id}_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [${hcl(role.trusts)}]
    }
  }
}`,
    `resource "aws_iam_role" "${id}" {
  name               = ${hcl(role.name)}
  path               = ${hcl(role.path)}
  assume_role_policy = data.aws_iam_policy_document.${id}_trust.json
}`,
    `resource "aws_iam_role_policy" "${id}" {
  name   = ${hcl(name)}
  role   = aws_iam_role.${id}.id
  policy = data.aws_iam_policy_document.${id}.json
}`,
  ].join('\n\n')
}

/** In a text of Terraform, `${` and `%{` begin a template. */
function hcl(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{')
}

function cloudformation({ name, statements, role }: NamedPolicy): string {
  const id = name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
  const said = policyDocument(statements).Statement.map((statement, at) => {
    const [first = '', ...rest] = yaml(statement)
    return [`# ${statements[at]?.comment}`, `- ${first}`, ...rest.map((line) => `  ${line}`)]
  })
  const document = ["Version: '2012-10-17'", 'Statement:', ...said.flat().map((line) => `  ${line}`)]
  const indented = (depth: number) => document.map((line) => ' '.repeat(depth) + line)
  const policy = ['    Type: AWS::IAM::ManagedPolicy', '    Properties:', '      PolicyDocument:', ...indented(8)]
  return ['Resources:', `  ${id}:`, ...(role ? cloudformationRole(role, name, indented(12)) : policy)].join('\n')
}

function cloudformationRole(role: PolicyRole, policyName: string, document: readonly string[]): readonly string[] {
  return [
    '    Type: AWS::IAM::Role',
    '    Properties:',
    `      RoleName: ${JSON.stringify(role.name)}`,
    `      Path: ${JSON.stringify(role.path)}`,
    '      AssumeRolePolicyDocument:',
    "        Version: '2012-10-17'",
    '        Statement:',
    '          - Effect: Allow',
    '            Principal:',
    `              Service: ${role.trusts}`,
    '            Action: sts:AssumeRole',
    '      Policies:',
    `        - PolicyName: ${policyName}`,
    '          PolicyDocument:',
    ...document,
  ]
}

/** Lines of YAML. JSON texts are texts of YAML too. */
function yaml(value: object): readonly string[] {
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each === 'string') return [`${key}: ${JSON.stringify(each)}`]
    if (Array.isArray(each)) return [`${key}:`, ...each.map((one) => `  - ${JSON.stringify(one)}`)]
    return [`${key}:`, ...yaml(each as object).map((line) => `  ${line}`)]
  })
}
