import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { keptFolder } from './kept-files.ts'

export interface TempDir extends AsyncDisposable {
  readonly path: string
  /** A path inside the folder. */
  file(...parts: readonly string[]): string
}

/** A new folder that is removed at the end of the scope: `await using dir = await tempDir({ 'a/b.json': '{}' })`. */
export async function tempDir(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TempDir> {
  const path = await mkdtemp(join(await realpath(tmpdir()), 'mlferry-test-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return {
    path,
    file: (...parts) => join(path, ...parts),
    [Symbol.asyncDispose]: async () => {
      if (!keptFolder()) await rm(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
