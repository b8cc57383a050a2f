import type { Spool } from '@mlferry/core'
import { HeldObjects } from './held-objects.ts'
import type { ObjectFolders } from './object-folders.ts'
import { namesOf, plainOfServer } from './plain/plain-kinds.ts'

/** The root of an export that is being written: what is held by the server itself. */
export class ServerFolder {
  readonly #held: HeldObjects
  #loaded: Promise<void> | undefined

  constructor(path: string, spool: Spool) {
    this.#held = new HeldObjects({ path, kinds: namesOf(plainOfServer), spool })
  }

  /** undefined: a kind that lies elsewhere. Takes up what earlier jobs sealed. */
  async objects(kind: string): Promise<ObjectFolders | undefined> {
    const objects = this.#held.of(kind)
    if (!objects) return undefined
    this.#loaded ??= this.#held.load()
    await this.#loaded
    return objects
  }
}
