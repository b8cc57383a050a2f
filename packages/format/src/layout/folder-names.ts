import { createHash } from 'node:crypto'
import { encodeName } from '@mlferry/core'

// Names that this format gives a meaning, or Windows does.
const reserved =
  /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|experiments|models|prompts|evaluation_datasets|workspace_exports|runs|artifacts|logged_models|traces|sha256sums|.*\.json)$/i
const safe = /^[A-Za-z0-9_-][A-Za-z0-9._@+=,~-]*$/
const nothing = /(?!)/
const longest = 200

/** Folder name for an id: the id itself if it is a safe name on every system, otherwise percent-encoded. The JSON file has the real id. */
export function folderName(id: string): string {
  if (reserved.test(id)) return encodedFolderName(id)
  return shorten(safe.test(id) && !id.endsWith('.') ? id : encodeName(id, percent))
}

/** For an id whose folder name is taken if case is ignored. Every byte is encoded, so no two ids share it. */
export function encodedFolderName(id: string): string {
  return shorten(encodeName(id, percent, nothing))
}

/** Names of folders in one folder. No two owners have the same name, not even if case is ignored. */
export class FolderNames {
  /** By name in lower case. */
  readonly #owners = new Map<string, string>()
  readonly #isOwner: ((name: string) => boolean) | undefined

  /** With `isOwner`, which knows all owners, folders named exactly like their owner need no memory here. */
  constructor(isOwner?: (name: string) => boolean) {
    this.#isOwner = isOwner
  }

  /** The folder name of an owner. From now on it belongs to that owner. */
  of(owner: string, plain = folderName(owner)): string {
    const holder = this.#ownerOf(plain.toLowerCase())
    const folder = holder === undefined || holder === owner ? plain : encodedFolderName(owner)
    this.take(folder, owner)
    return folder
  }

  /** Notes the owner of an existing folder. */
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
