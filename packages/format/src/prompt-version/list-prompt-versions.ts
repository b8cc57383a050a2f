import { asMlferryError, type Listed, type PromptVersionHeader } from '@mlferry/core'
import { type LocatedPrompt, loadPromptVersion } from '../prompt/list-prompts.ts'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'

/** The versions of a prompt in the order of their numbers, after those that cannot be read. */
export async function* listPromptVersions(
  { header: prompt, versions }: LocatedPrompt,
  context: ReadContext,
): AsyncGenerator<Listed> {
  const headers: PromptVersionHeader[] = []
  for (const version of versions) {
    if ('error' in version) {
      yield version
      continue
    }
    try {
      headers.push(await loadPromptVersion(version, context))
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${version.label} cannot be read`)
      yield { ref: { kind: 'promptVersion', id: version.folder }, scope: prompt.ref, error: wrapped }
    }
  }
  yield* headers.sort((a, b) => a.fields.version - b.fields.version)
}
