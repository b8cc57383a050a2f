import { type HeldKind, heldKinds } from '../layout/folder-kinds.ts'
import { formatChecksum, parseChecksum } from './checksum-line.ts'
import type { JournalPiece } from './journal-file.ts'
import { wholeLines } from './whole-lines.ts'

/** Checksums by path within the folder. */
export type FileSums = ReadonlyMap<string, string>

/** A map, or one of which not all is in memory. */
export interface SumsByFolder extends Iterable<readonly [folder: string, files: FileSums]> {
  get(folder: string): FileSums | undefined
  set(folder: string, files: FileSums): unknown
  keys(): Iterable<string>
}

/** Checksums of the files of an experiment, or of the export's root: those of each sealed object by its folder, and the others. */
export interface Checksums extends Readonly<Record<HeldKind, SumsByFolder>> {
  readonly others: Map<string, string>
}

interface ObjectFile {
  readonly kind: HeldKind
  /** Empty where the run lies in the root. */
  readonly folder: string
  readonly within: string
}

/** Reads SHA256SUMS. A last line without a newline was cut off. */
export function parseJournal(text: string): Checksums {
  const { add, end } = collectChecksums(() => new Map())
  for (const line of text.split('\n').slice(0, -1)) add(line)
  return end()
}

/**
 * Takes the lines of SHA256SUMS. An object counts from the line of its JSON file on, the last of its lines; a second such line means
 * that it was written again and that its earlier lines are stale.
 */
export function collectChecksums(makeMap: () => SumsByFolder): { add(line: string): void; end(): Checksums } {
  const byKind = Object.fromEntries(Object.keys(heldKinds).map((kind) => [kind, makeMap()]))
  const checksums = { ...byKind, others: new Map() } as unknown as Checksums
  const open = new Map<string, { readonly of: ObjectFile; readonly lines: Map<string, string> }>()
  return {
    add(line) {
      const { path, sha256 } = parseChecksum(line) ?? { path: '', sha256: '' }
      const of = objectFile(path)
      if (!of) {
        if (path) checksums.others.set(path, sha256)
        return
      }
      const key = `${of.kind}\n${of.folder}`
      const { lines } = open.get(key) ?? { lines: new Map<string, string>() }
      open.set(key, { of, lines: lines.set(of.within, sha256) })
      if (of.within !== heldKinds[of.kind].file) return
      checksums[of.kind].set(of.folder, lines)
      open.delete(key)
    },
    end() {
      // Left over only where someone sorted the file.
      for (const { of, lines } of open.values()) {
        const known = checksums[of.kind].get(of.folder)
        if (known) checksums[of.kind].set(of.folder, new Map([...known, ...lines]))
      }
      return checksums
    },
  }
}

/** Lines of one object, that of its JSON file last. */
export interface ObjectPiece extends JournalPiece {
  readonly kind: HeldKind
  readonly folder: string
}

/** The lines of each object, in the order of the file. `stray` is told of lines of objects that stand apart from the others, or alone. */
export async function* journalPieces(
  journal: AsyncIterable<Uint8Array>,
  stray: () => void = () => {},
): AsyncGenerator<ObjectPiece> {
  let open: ObjectFile | undefined
  let [start, at] = [0, 0]
  for await (const lines of wholeLines(journal)) {
    for (let [from, end] = [0, lines.indexOf('\n')]; end >= 0; end = lines.indexOf('\n', from)) {
      const of = objectFile(parseChecksum(lines.toString('utf8', from, end))?.path ?? '')
      const same = open && of?.kind === open.kind && of.folder === open.folder
      if (open && !same) stray()
      if (!same) start = at
      at += end + 1 - from
      from = end + 1
      const whole = of && of.within === heldKinds[of.kind].file
      open = whole ? undefined : of
      if (whole) yield { kind: of.kind, folder: of.folder, start, length: at - start }
    }
  }
  if (open) stray()
}

/** Where someone sorted the file or a job was cut off: with the lines of each object together. */
export function sortedJournal(journal: Buffer): Buffer {
  const sums = parseJournal(journal.toString())
  const kinds = Object.keys(heldKinds) as HeldKind[]
  const lines = kinds.flatMap((kind) => [...sums[kind]].map(([folder, files]) => formatObject(kind, { folder, files })))
  return Buffer.from(lines.join(''))
}

/** Lines for files that belong to no object. */
export function formatOthers(files: FileSums): string {
  return [...files].map(([path, sha256]) => formatChecksum(path, sha256)).join('')
}

/** All lines of one object, that of its JSON file last. `folder` is empty where the run lies in the root. */
export function formatObject(kind: HeldKind, { folder, files }: { folder: string; files: FileSums }): string {
  const { base, file } = heldKinds[kind]
  const prefix = folder === '' ? '' : `${base}/${folder}/`
  const sorted = [...files].sort(([a], [b]) => Number(a === file) - Number(b === file) || (a < b ? -1 : 1))
  return sorted.map(([path, sha256]) => formatChecksum(prefix + path, sha256)).join('')
}

/** Checksums of the files in a folder, by path within it. */
export function filesBelow(sums: FileSums, folder: string): Map<string, string> {
  const prefix = `${folder}/`
  const below = [...sums].filter(([path]) => path.startsWith(prefix))
  return new Map(below.map(([path, sha256]) => [path.slice(prefix.length), sha256]))
}

const kindsByBase = new Map(Object.entries(heldKinds).map(([kind, { base }]) => [base as string, kind as HeldKind]))

function objectFile(path: string): ObjectFile | undefined {
  if (path === heldKinds.run.file || path.startsWith('artifacts/')) return { kind: 'run', folder: '', within: path }
  const [, base = '', folder = '', within = ''] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(path) ?? []
  const kind = kindsByBase.get(base)
  return kind && { kind, folder, within }
}
