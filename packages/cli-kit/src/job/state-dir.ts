import { createHash } from 'node:crypto'
import { access, constants, lstat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { MlferryError, makeFolder as makePrivateFolder, redact } from '@mlferry/core'

export interface StatePlace {
  /** What `--state-dir` says. */
  readonly given?: string | undefined
  /** The export directory that is one end of the job. */
  readonly directory?: { readonly path: string; readonly role: 'export' | 'import' } | undefined
  /** Labels of both ends. */
  readonly source: string
  readonly target: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Makes the folder for report and id map: with the export where that can be written, else below the user's state folder. */
export async function makeStateDir({ given, directory, source, target, env }: StatePlace): Promise<string> {
  if (given !== undefined) return makeFolder(given)
  if (directory) {
    // One export may be imported into several servers.
    const job = directory.role === 'export' ? 'export' : `import-${shortHash(target)}`
    const inside = join(directory.path, '.mlferry', job)
    // An export comes from elsewhere: what is written must not follow a link that lies in it.
    const linked = (await isLink(dirname(inside))) || (await isLink(inside))
    if (!linked && (await canMake(inside))) return inside
  }
  return makeFolder(join(stateHome(env), shortHash(`${source}\n${target}`)))
}

/** The user's folder for what mlferry keeps between jobs. */
export function stateHome(env: StatePlace['env']): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'mlferry')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  )
}

async function canMake(path: string): Promise<boolean> {
  try {
    await makePrivateFolder(path, { private: true })
    await access(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function makeFolder(path: string): Promise<string> {
  try {
    await makePrivateFolder(path, { private: true })
    await access(path, constants.W_OK)
    return path
  } catch (cause) {
    const hint = 'Give another folder with --state-dir.'
    throw new MlferryError('ERR_STATE_DIR', `The folder ${redact(path)} for report and id map cannot be written.`, {
      hint,
      cause,
    })
  }
}
