import { InternalError, type Spool } from '@mlferry/core'
import type { HeldKind } from '../layout/folder-kinds.ts'
import { namesOf, plainOfServer } from '../plain/plain-kinds.ts'
import { HeldObjects } from '../sealed/held-objects.ts'
import type { ObjectFolders } from '../sealed/object-folders.ts'

/** The root of an export that is being written: what is held by the server itself. */
export class ServerFolder {
  readonly #held: HeldObjects
  #loaded: Promise<void> | undefined

  constructor(path: string, spool: Spool) {
    this.#held = new HeldObjects({ path, kinds: namesOf(plainOfServer), spool })
  }

  /** Takes up what earlier jobs sealed. */
  async objects(kind: HeldKind): Promise<ObjectFolders> {
    const objects = this.#held.of(kind)
    if (!objects) throw new InternalError(`No ${kind} is held by the server.`)
    this.#loaded ??= this.#held.load()
    await this.#loaded
    return objects
  }
}
