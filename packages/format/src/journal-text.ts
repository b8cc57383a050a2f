import { formatChecksum, parseChecksum } from './checksums.ts'

/** Checksums of an experiment's files: those of each sealed run by its folder (paths within that folder), and the others. */
export interface Checksums {
  readonly runs: Map<string, ReadonlyMap<string, string>>
  readonly others: Map<string, string>
}

const runFile = 'run.json'

/**
 * Reads SHA256SUMS. A run counts from the line of its run.json on, the last of its lines; a second such line means that the run was
 * written again and that its earlier lines are stale. A last line without a newline was cut off.
 */
export function parseJournal(text: string): Checksums {
  const sealed = new Map<string, Map<string, string>>()
  const open = new Map<string, Map<string, string>>()
  const others = new Map<string, string>()
  for (const line of text.split('\n').slice(0, -1)) {
    const { path, sha256 } = parseChecksum(line) ?? { path: '', sha256: '' }
    const { folder, within } = split(path)
    if (folder === undefined) {
      if (path) others.set(path, sha256)
      continue
    }
    const lines = open.get(folder) ?? new Map<string, string>()
    open.set(folder, lines.set(within, sha256))
    if (within !== runFile) continue
    sealed.set(folder, lines)
    open.delete(folder)
  }
  // Left over only where someone sorted the file.
  for (const [folder, lines] of open) for (const [path, sha256] of lines) sealed.get(folder)?.set(path, sha256)
  return { runs: sealed, others }
}

export function formatJournal({ runs, others }: Checksums): string {
  const own = [...others].map(([path, sha256]) => formatChecksum(path, sha256))
  return [...own, ...[...runs].map(([folder, files]) => formatRun(folder, files))].join('')
}

/** All lines of one run, that of its run.json last. `folder` is empty where the run lies in the root. */
export function formatRun(folder: string, files: ReadonlyMap<string, string>): string {
  const prefix = folder === '' ? '' : `runs/${folder}/`
  const sorted = [...files].sort(([a], [b]) => Number(a === runFile) - Number(b === runFile) || (a < b ? -1 : 1))
  return sorted.map(([path, sha256]) => formatChecksum(prefix + path, sha256)).join('')
}

function split(path: string): { folder?: string; within: string } {
  if (path === runFile || path.startsWith('artifacts/')) return { folder: '', within: path }
  const [, folder, within] = /^runs\/([^/]+)\/(.+)$/s.exec(path) ?? []
  return folder === undefined || within === undefined ? { within: path } : { folder, within }
}
