import type { Questions } from '../questions/questions.ts'

/** Answers one after the other; throws when there is none left, or when a choice is not offered. */
export function scriptedQuestions(
  answers: readonly (string | boolean)[],
): Questions & { readonly asked: readonly string[] } {
  const asked: string[] = []
  const left = [...answers]
  const next = (message: string) => {
    asked.push(message)
    const answer = left.shift()
    if (answer === undefined) throw new Error(`Nobody expected: ${message}`)
    return answer
  }
  return {
    asked,
    text: async ({ message }) => String(next(message)),
    confirm: async (message) => next(message) === true,
    async choose({ message, choices }) {
      const answer = next(message)
      const found = choices.find(({ value }) => value === answer)
      if (!found) throw new Error(`${message} does not offer ${answer}.`)
      return found.value
    },
  }
}
