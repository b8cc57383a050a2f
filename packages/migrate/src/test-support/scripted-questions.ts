import type { Questions } from '../questions/questions.ts'

interface ScriptedQuestions extends Questions {
  readonly asked: readonly string[]
  /** What each choice offered, in its words. */
  readonly offered: readonly (readonly string[])[]
}

/** Answers one after the other; throws when there is none left, or when a choice is not offered. */
export function scriptedQuestions(answers: readonly (string | boolean)[]): ScriptedQuestions {
  const [asked, offered]: [string[], string[][]] = [[], []]
  const left = [...answers]
  const next = (message: string) => {
    asked.push(message)
    const answer = left.shift()
    if (answer === undefined) throw new Error(`Nobody expected: ${message}`)
    return answer
  }
  return {
    asked,
    offered,
    text: async ({ message }) => String(next(message)),
    confirm: async (message) => next(message) === true,
    async choose({ message, choices }) {
      offered.push(choices.map(({ label }) => label))
      const answer = next(message)
      const found = choices.find(({ value }) => value === answer)
      if (!found) throw new Error(`${message} does not offer ${answer}.`)
      return found.value
    },
  }
}
