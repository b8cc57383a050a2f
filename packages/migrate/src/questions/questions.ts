/** Asks somebody at a terminal. Each answer rejects with an AbortError when Ctrl-C is pressed. */
export interface Questions {
  text(question: TextQuestion): Promise<string>
  choose<Choice extends string>(question: ChoiceQuestion<Choice>): Promise<Choice>
  confirm(message: string): Promise<boolean>
}

export interface TextQuestion {
  readonly message: string
  /** What such an answer looks like. */
  readonly example?: string
  /** Stands there to be taken or changed. */
  readonly initial?: string | undefined
}

export interface ChoiceQuestion<Choice extends string> {
  readonly message: string
  readonly choices: readonly { readonly value: Choice; readonly label: string; readonly hint?: string }[]
}
