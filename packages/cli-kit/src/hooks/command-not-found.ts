import type { Hook } from '@oclif/core'
import { distance } from 'fastest-levenshtein'
import { UsageError } from '../errors/usage-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { renderError } from '../render/render-error.ts'

/** A mistyped command: one message with the nearest one. */
const hook: Hook.CommandNotFound = async function ({ id, config }) {
  const typed = words(id)
  const known = [...new Set([...config.commandIDs, ...config.commands.flatMap(({ aliases }) => aliases)])].map(words)
  const nearest = known.toSorted((a, b) => distance(a, typed) - distance(b, typed))[0]
  const near = nearest !== undefined && distance(nearest, typed) <= Math.max(2, typed.length / 3)
  const suggestion = near ? ` Did you mean '${config.bin} ${nearest}'?` : ''
  const error = new UsageError(
    `There is no command '${typed}'.${suggestion}`,
    `'${config.bin} --help' lists the commands.`,
  )
  process.stderr.write(`${renderError(error, { stream: process.stderr, debug: false })}\n`)
  this.exit(exitCodes.usage)
}

function words(id: string): string {
  return id.replaceAll(':', ' ')
}

export default hook
