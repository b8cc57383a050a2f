import type { Written } from '@mlferry/core'
import type { ObjectFolders } from './object-folders.ts'

/** The sealed objects of one kind. */
export function* writtenObjects({ kind, sealed }: ObjectFolders): Generator<Written> {
  for (const { id, key, fingerprint, deleted, pending } of sealed.values()) {
    yield { key: key ?? id, target: { kind, id }, ours: true, sealed: fingerprint ?? undefined, deleted, pending }
  }
}
