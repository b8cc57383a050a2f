import {
  type Header,
  isUnreadable,
  type ObjectKind,
  type Query,
  type Source,
  type Spool,
  type Unreadable,
  unlistedKind,
} from '@mlferry/core'
import { keyOf } from '../conflict/rename-item.ts'
import { lineageOfHeader } from './pair-by-lineage.ts'
import { type Entry, keysOf } from './pair-objects.ts'

export interface Listing {
  readonly store: Source
  readonly kind: ObjectKind
  readonly query: Query
  readonly thorough: boolean
  /** Applied to every header before anything else sees it. */
  readonly amend?: ((header: Header) => Header) | undefined
  readonly spool: Spool
  readonly signal: AbortSignal
  readonly onListed?: (count: number) => void
}

/** All objects of a kind at one end, their headers on disk, and those that cannot be read. */
export async function listSide(listing: Listing): Promise<{ entries: Entry[]; unreadable: Unreadable[] }> {
  const { store, kind, query, thorough, amend = (header) => header, spool, signal, onListed } = listing
  const entries: Entry[] = []
  const unreadable: Unreadable[] = []
  try {
    for await (const page of query.scopes?.length === 0 ? [] : store.list(kind.name, { ...query, thorough }, signal)) {
      for (const listed of page) {
        if (isUnreadable(listed)) unreadable.push(listed)
        else entries.push(toEntry(kind, { listed, header: amend(listed) }, spool))
      }
      onListed?.(entries.length)
    }
  } catch (error) {
    unreadable.push(unlistedKind(kind.name, error))
  }
  // A listing mixes scopes, and what one scope holds is alike, so it is cheap to read together.
  return { entries: [...Map.groupBy(entries, ({ scope }) => scope?.id).values()].flat(), unreadable }
}

interface ListedHeader {
  readonly listed: Header
  /** With what was changed on the way. */
  readonly header: Header
}

function toEntry(kind: ObjectKind, { listed, header }: ListedHeader, spool: Spool): Entry {
  const { ref, scope, fingerprint } = header
  const slot = spool.add(header)
  const keys = keysOf(kind, header)
  // What goes by another name goes where the user says.
  const lineage = keyOf(kind, listed) === keys.key ? lineageOfHeader(kind, listed) : []
  const known = lineage.length > 0 ? { ...keys, lineage } : keys
  return { ref, ...(scope ? { scope } : {}), slot, fingerprint, keys: known }
}
