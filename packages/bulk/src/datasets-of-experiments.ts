import type { JobOptions } from '@mlferry/cli-kit'
import { isUnreadable } from '@mlferry/core'

/** The ids of the evaluation datasets that belong to one of these experiments. */
export async function datasetsOfExperiments(
  experimentIds: readonly string[],
  { source, signal = new AbortController().signal }: Pick<JobOptions, 'source' | 'signal'>,
): Promise<readonly string[]> {
  const found: string[] = []
  for await (const page of source.list('evaluationDataset', {}, signal)) {
    for (const listed of page) {
      if (isUnreadable(listed)) continue
      if (listed.links.some(({ to }) => experimentIds.includes(to.id))) found.push(listed.ref.id)
    }
  }
  return found
}
