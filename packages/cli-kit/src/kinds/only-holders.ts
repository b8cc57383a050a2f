import {
  isUnreadable,
  type Listed,
  MlferryError,
  type ObjectKind,
  type Ref,
  type Source,
  wrapSource,
} from '@mlferry/core'

export interface OnlyHoldersOptions {
  readonly kind: ObjectKind
  /** Just those of this name or id. undefined: all. */
  readonly name: string | undefined
  readonly signal: AbortSignal
}

/**
 * The same source as if it held of one kind just those that are meant, and of what may hold them just what does. Throws ERR_NOT_FOUND
 * when nothing has the name.
 */
export async function onlyHolders(source: Source, { kind, name, signal }: OnlyHoldersOptions): Promise<Source> {
  const isMeant = (listed: Listed) =>
    name === undefined || listed.ref.id === name || (!isUnreadable(listed) && kind.title(listed) === name)
  const holders = new Set<string>()
  let found = false
  const scopes = kind.scope === undefined ? undefined : await refsOf(kind.scope, source, signal)
  const held = scopes?.length !== 0 && (await source.capabilities(signal)).kind(kind.name) !== undefined
  for await (const page of held ? source.list(kind.name, scopes ? { scopes } : {}, signal) : []) {
    for (const listed of page) {
      if (!isMeant(listed)) continue
      found = true
      if (listed.scope) holders.add(listed.scope.id)
    }
  }
  if (name !== undefined && !found) {
    throw new MlferryError('ERR_NOT_FOUND', `There is no ${kind.name} '${name}' in ${source.label}.`, {
      hint: 'Give its name or its id as the source shows them.',
    })
  }
  const passes = (listed: Listed) => {
    if (listed.ref.kind === kind.name) return isMeant(listed)
    return listed.ref.kind !== kind.scope || holders.has(listed.ref.id)
  }
  return wrapSource(source, {
    async *list(of, query, each) {
      for await (const page of source.list(of, query, each)) yield page.filter(passes)
    },
  })
}

async function refsOf(kind: string, source: Source, signal: AbortSignal): Promise<Ref[]> {
  const refs: Ref[] = []
  for await (const page of source.list(kind, {}, signal)) refs.push(...page.map(({ ref }) => ref))
  return refs
}
