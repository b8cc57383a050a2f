import type { RefusedName } from '@mlferry/client'
import { type Finding, findingOf, MlferryError } from '@mlferry/core'
import type { ServerConnection } from '../server/server-context.ts'

/** Throws ERR_MODEL_NAMES_REFUSED, with names that the service takes, when it would refuse some of these. */
export async function refuseNames(
  names: readonly string[],
  { client, label }: ServerConnection,
  signal: AbortSignal,
): Promise<void> {
  if (names.length === 0) return
  const refused = (await client.service?.refusedModelNames?.(names, signal)) ?? []
  if (refused.length === 0) return
  const which =
    refused.length === 1 ? 'the name of a registered model' : `the names of ${refused.length} registered models`
  throw new MlferryError('ERR_MODEL_NAMES_REFUSED', `Automatic model registration at ${label} refuses ${which}.`, {
    hint: renameHint(refused),
  })
}

/** The same as a finding. */
export async function* checkNames(
  names: readonly string[],
  context: ServerConnection,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  try {
    await refuseNames(names, context, signal)
  } catch (error) {
    yield findingOf('model names', error)
  }
}

/** With the text of a file for --model-rename-file. */
function renameHint(refused: readonly RefusedName[]): string {
  const lines = refused.map(({ name, instead }) => `    ${csv(name)},${csv(instead)}`)
  return `Nothing was written. Switch it off for as long as the copy runs with --pause-model-registration, or save these lines as renames.csv and add --model-rename-file renames.csv:\n\n${lines.join('\n')}\n`
}

function csv(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
