import type { Ref, Written } from '@mlferry/core'
import type { ObjectFolders } from './object-folders.ts'

/** The sealed objects of one kind, in one folder; `scope`: what holds them. */
export function* writtenObjects({ kind, sealed }: ObjectFolders, scope?: Ref): Generator<Written> {
  for (const { id, key, fingerprint, deleted, pending } of sealed.values()) {
    const known = { key: key ?? id, target: { kind, id }, ...(scope ? { scope } : {}) }
    yield { ...known, ours: true, sealed: fingerprint ?? undefined, deleted, pending }
  }
}
