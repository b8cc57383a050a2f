import { type FileHandle, open, rename, rm } from 'node:fs/promises'

/** A new file that only the user may read. What has its name is removed first, never followed: it may be a link. */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  await rm(path, { force: true })
  return await open(path, 'wx', 0o600)
}

/** Puts such a file in the place of an older one. A text that may be long comes in pieces. */
export async function replacePrivateFile(path: string, text: string | AsyncIterable<string>): Promise<void> {
  await using file = await createPrivateFile(`${path}.new`)
  await file.writeFile(text)
  await rename(`${path}.new`, path)
}
