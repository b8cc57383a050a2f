import {
  type Capabilities,
  isUnreadable,
  type ObjectKind,
  type Query,
  type Ref,
  type Source,
  type Unreadable,
  unlistedKind,
} from '@mlferry/core'
import type { NotCarried } from '../report/copy-report.ts'

interface NotCarriedContext {
  readonly source: Source
  /** What the target says of itself. */
  readonly capabilities: Capabilities
  readonly query: Query
  readonly signal: AbortSignal
  /** Told of a kind that cannot be listed. */
  readonly onUnlisted: (kind: Unreadable) => void
}

/** How many objects the source holds, within what is selected, of kinds that the target does not hold. */
export async function countNotCarried(
  kinds: readonly ObjectKind[],
  refsOf: (kind: string) => readonly Ref[],
  context: NotCarriedContext,
): Promise<readonly NotCarried[]> {
  const { capabilities, query, onUnlisted } = context
  const found: NotCarried[] = []
  for (const kind of kinds) {
    const { name, scope } = kind
    const scopes = scope ? refsOf(scope) : undefined
    const within = { ...query, ...(scopes ? { scopes } : {}) }
    const count =
      scopes?.length === 0
        ? 0
        : await countIn(name, within, context).catch((error) => {
            onUnlisted(unlistedKind(kind.name, error))
            return 0
          })
    const reason = capabilities.missing?.(name) ?? 'the target does not hold this kind'
    if (count > 0) found.push({ kind: name, count, reason })
  }
  return found
}

async function countIn(kind: string, query: Query, { source, signal }: NotCarriedContext): Promise<number> {
  let count = 0
  for await (const page of source.list(kind, query, signal)) count += page.filter((each) => !isUnreadable(each)).length
  return count
}
