import type { Listed, PromptVersionHeader, SpooledMap } from '@mlferry/core'
import type { LocatedPrompt } from '../prompt/list-prompts.ts'

/** The versions of a prompt in the order of their numbers, after those that cannot be read. */
export function* listPromptVersions(
  { versions }: LocatedPrompt,
  headers: SpooledMap<PromptVersionHeader>,
): Generator<Listed> {
  const found: PromptVersionHeader[] = []
  for (const version of versions) {
    const header = typeof version === 'string' ? headers.get(version) : undefined
    if (header) found.push(header)
    else if (typeof version !== 'string') yield version
  }
  yield* found.sort((a, b) => a.fields.version - b.fields.version)
}
