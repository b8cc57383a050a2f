import type { Questions } from './questions.ts'

/** Questions at the terminal of this process, on standard error: standard output is for the result. */
export async function terminalQuestions(signal: AbortSignal): Promise<Questions> {
  // Loaded only when somebody is asked.
  const { confirm, isCancel, select, text } = await import('@clack/prompts')
  const terminal = { input: process.stdin, output: process.stderr, signal }
  const answered = <Answer>(answer: Answer | symbol): Answer => {
    if (isCancel(answer)) throw new DOMException('Nobody answered.', 'AbortError')
    return answer as Answer
  }
  return {
    async text({ message, example, initial }) {
      const answer = await text({
        ...terminal,
        message,
        ...(example !== undefined && { placeholder: example }),
        ...(initial !== undefined && { initialValue: initial }),
        validate: (typed) => (typed?.trim() ? undefined : 'An answer is needed.'),
      })
      return answered<string>(answer).trim()
    },
    async choose({ message, choices }) {
      // The answer is the `value` of one of the choices.
      return answered<string>(await select<string>({ ...terminal, message, options: [...choices] })) as never
    },
    async confirm(message) {
      return answered<boolean>(await confirm({ ...terminal, message }))
    },
  }
}
