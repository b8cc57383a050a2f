/** A statement of an IAM policy, and why it is there. */
export interface Statement {
  /** Letters and digits. */
  readonly sid: string
  /** One sentence. */
  readonly comment: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly condition?: Condition
}

/** Test, key and value: `{ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }`. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The policy as IAM takes it, which has no room for comments. */
export function policyDocument(statements: readonly Statement[]) {
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect, actions, resources, condition }) => ({
      Sid: sid,
      Effect: effect,
      Action: oneOrAll(actions),
      Resource: oneOrAll(resources),
      ...(condition && { Condition: condition }),
    })),
  }
}

function oneOrAll(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? (texts[0] ?? '') : texts
}
