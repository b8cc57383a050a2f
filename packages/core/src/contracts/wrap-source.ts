import { forwardMembers, type Replaced } from './forward-members.ts'
import type { Source } from './source.ts'

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
export function wrapSource(source: Source, replaced: Replaced<Source>): Source {
  return forwardMembers(source, members, replaced)
}
