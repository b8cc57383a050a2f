import { type Header, isUnreadable, type PromptVersionFields } from '@mlferry/core'
import { nameMatcher } from './selection.ts'
import type { Wanted, WantedContext } from './wanted.ts'

/** Objects of one kind by name or id, with what they hold, and the experiments that they name, without what these hold. */
export async function wantedByName(
  kind: string,
  patterns: readonly string[],
  { source, kinds, notCarried, selection, signal }: WantedContext,
): Promise<Wanted> {
  const title = kinds.find(({ name }) => name === kind)?.title ?? (({ ref }: Header) => ref.id)
  const matcher = nameMatcher(patterns)
  const passed = new Set<string>()
  const experiments = new Set<string>()
  for await (const page of source.list(kind, {}, signal)) {
    for (const listed of page) {
      if (!matcher.matches(isUnreadable(listed) ? listed.ref.id : title(listed), listed.ref.id)) continue
      passed.add(listed.ref.id)
      const links = isUnreadable(listed) ? [] : listed.links
      for (const { to } of links) if (to.kind === 'experiment') experiments.add(to.id)
    }
  }
  return {
    kinds: kinds.filter(({ name, scope }) => name === kind || scope === kind || name === 'experiment'),
    notCarried: notCarried.filter(({ name }) => name === kind),
    ids: { experiment: [...experiments] },
    passes: ({ ref, scope, fields }) => {
      if (ref.kind === 'experiment') return true
      const { version } = fields as Partial<PromptVersionFields>
      const wanted = version === undefined || (selection.versions?.includes(version) ?? true)
      return wanted && passed.has(scope?.id ?? ref.id)
    },
    unmatched: () => [...matcher.unmatched],
  }
}
