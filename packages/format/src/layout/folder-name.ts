import { createHash } from 'node:crypto'

// Names that this format gives a meaning, or Windows does.
const reserved =
  /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|experiments|models|prompts|evaluation_datasets|workspace_exports|runs|artifacts|logged_models|traces|sha256sums|.*\.json)$/i
const safe = /^[A-Za-z0-9_-][A-Za-z0-9._@+=,~-]*$/
const nothing = /(?!)/
const longest = 200

/** Name of the folder for an object: its id where that is safe everywhere, percent-encoded otherwise. The real id stands in the JSON. */
export function folderName(id: string): string {
  if (reserved.test(id)) return encodedFolderName(id)
  return shorten(safe.test(id) && !id.endsWith('.') ? id : encodeBytes(id, /[A-Za-z0-9_-]/))
}

/** For an id whose name another one has already when case is ignored: every byte encoded, so that no two ids share it. */
export function encodedFolderName(id: string): string {
  return shorten(encodeBytes(id, nothing))
}

function encodeBytes(id: string, keep: RegExp): string {
  const encoded = [...Buffer.from(id)].map((byte) => {
    const char = byte < 0x80 ? String.fromCharCode(byte) : ''
    return keep.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return encoded.join('') || '%'
}

function shorten(name: string): string {
  if (name.length <= longest) return name
  return `${name.slice(0, 100)}%${createHash('sha256').update(name).digest('hex')}`
}
