import type { Source } from './source.ts'

/** Every member of the contract: a new one does not compile before it is named here, so no wrapper drops it. */
const members: Readonly<Record<keyof Source, true>> = {
  label: true,
  origin: true,
  capabilities: true,
  list: true,
  withAllLinks: true,
  batchSize: true,
  read: true,
  artifacts: true,
  count: true,
  workspaces: true,
}

/** The same Source with some members replaced. All others are forwarded, optional ones too, and called on `source`. */
export function wrapSource(source: Source, replaced: Partial<Source>): Source {
  const forwarded = (Object.keys(members) as (keyof Source)[]).map((name) => {
    const member = source[name]
    return [name, typeof member === 'function' ? member.bind(source) : member] as const
  })
  const present = forwarded.filter(([, member]) => member !== undefined)
  return { ...(Object.fromEntries(present) as unknown as Source), ...replaced }
}
