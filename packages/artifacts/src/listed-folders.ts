import { Spool } from '@mlferry/core'
import { ListedFolder } from './listed-folder.ts'

/** The listings of all folders of one end. Stores that cannot list a whole folder at once, such as the artifact proxy, take no notice. */
export class ListedFolders implements Disposable {
  readonly #spool = new Spool()
  #folders = new Map<string, ListedFolder>()

  /** `uri`: of a folder that holds many roots, without a slash at its end. */
  at(uri: string): ListedFolder {
    const folder = this.#folders.get(uri) ?? new ListedFolder(uri, this.#spool)
    this.#folders.set(uri, folder)
    return folder
  }

  /** Files may have come since: what is asked for from now on is listed anew. */
  forget(): void {
    this.#folders = new Map()
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]()
  }
}
