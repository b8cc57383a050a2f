import { createHash } from 'node:crypto'
import { encodeName } from '@mlferry/core'

// Names that this format gives a meaning, or Windows does.
const reserved =
  /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|experiments|models|prompts|evaluation_datasets|workspace_exports|runs|artifacts|logged_models|traces|sha256sums|.*\.json)$/i
const safe = /^[A-Za-z0-9_-][A-Za-z0-9._@+=,~-]*$/
const nothing = /(?!)/
const longest = 200

/** Name of the folder for an object: its id where that is safe everywhere, percent-encoded otherwise. The real id stands in the JSON. */
export function folderName(id: string): string {
  if (reserved.test(id)) return encodedFolderName(id)
  return shorten(safe.test(id) && !id.endsWith('.') ? id : encodeName(id, percent))
}

/** For an id whose name another one has already when case is ignored: every byte encoded, so that no two ids share it. */
export function encodedFolderName(id: string): string {
  return shorten(encodeName(id, percent, nothing))
}

/** The names of folders in one folder: no two owners have the same one, not even when case is ignored. */
export class FolderNames {
  /** By name in small letters. */
  readonly #owners = new Map<string, string>()
  readonly #isOwner: ((name: string) => boolean) | undefined

  /** `isOwner` knows the owners: a folder that is named as its owner need not be noted a second time. */
  constructor(isOwner?: (name: string) => boolean) {
    this.#isOwner = isOwner
  }

  /** The name of the owner's folder, the owner's own from then on. */
  of(owner: string, plain = folderName(owner)): string {
    const holder = this.#ownerOf(plain.toLowerCase())
    const folder = holder === undefined || holder === owner ? plain : encodedFolderName(owner)
    this.take(folder, owner)
    return folder
  }

  /** Notes a folder that is there. */
  take(folder: string, owner: string): void {
    const name = folder.toLowerCase()
    if (name !== owner || !this.#isOwner) this.#owners.set(name, owner)
  }

  #ownerOf(name: string): string | undefined {
    return this.#owners.get(name) ?? (this.#isOwner?.(name) ? name : undefined)
  }
}

function percent(hex: string): string {
  return `%${hex.toUpperCase()}`
}

function shorten(name: string): string {
  if (name.length <= longest) return name
  return `${name.slice(0, 100)}%${createHash('sha256').update(name).digest('hex')}`
}
