/** What somebody did in AWS: the action and the resource, as IAM judges them. */
export interface RecordedAction {
  /** Such as `s3:GetObject`. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  /** Keys of conditions. */
  readonly context?: Readonly<Record<string, string>>
}

/** Each once, sorted. */
export function distinctActions(actions: readonly RecordedAction[]): readonly RecordedAction[] {
  const byText = new Map(
    actions.map(({ action, resource, context }) => {
      const plain = { action, resource, ...(context && { context }) }
      return [JSON.stringify(plain), plain] as const
    }),
  )
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}
