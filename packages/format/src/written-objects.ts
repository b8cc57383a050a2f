import type { Written } from '@mlferry/core'
import type { ObjectFolders } from './object-folders.ts'

/** The sealed runs or logged models of an experiment. */
export function writtenObjects({ kind, sealed }: ObjectFolders): Written[] {
  return [...sealed.values()].map(({ id, fingerprint, lifecycle, pending }) => ({
    key: id,
    target: { kind, id },
    ours: true,
    sealed: fingerprint ?? undefined,
    deleted: lifecycle === 'deleted',
    pending,
  }))
}
