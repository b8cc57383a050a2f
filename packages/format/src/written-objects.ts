import type { Written } from '@mlferry/core'
import type { ObjectFolders } from './object-folders.ts'

/** The sealed objects of one kind. */
export function writtenObjects({ kind, sealed }: ObjectFolders): Written[] {
  return [...sealed.values()].map(({ id, key, fingerprint, deleted, pending }) => ({
    key: key ?? id,
    target: { kind, id },
    ours: true,
    sealed: fingerprint ?? undefined,
    deleted,
    pending,
  }))
}
