import { type FolderKind, folderKinds, type StoredKind, storedKinds } from '../layout/folder-kinds.ts'
import { formatChecksum, parseChecksum } from './checksum.ts'
import type { JournalPiece } from './journal-file.ts'
import { wholeLines } from './whole-lines.ts'

/** Checksums by path within the folder. */
export type FileSums = ReadonlyMap<string, string>

/** A `Map` or a `SpooledMap`. */
export interface SumsByFolder extends Iterable<readonly [folder: string, files: FileSums]> {
  get(folder: string): FileSums | undefined
  set(folder: string, files: FileSums): unknown
  keys(): Iterable<string>
}

/** The content of a SHA256SUMS: checksums of each sealed object by its folder, and of other files. */
export type Checksums<Kind extends StoredKind = FolderKind> = Readonly<Record<Kind, SumsByFolder>> & {
  readonly others: Map<string, string>
}

interface ObjectFile {
  readonly kind: StoredKind
  /** Empty if the object is in the folder of the journal itself. */
  readonly folder: string
  readonly within: string
}

/** Reads SHA256SUMS. A last line without a newline was cut off. */
export function parseJournal(text: string): Checksums {
  return parseLines(text, kindsInExperiments)
}

function parseLines<Kind extends StoredKind>(text: string, kinds: readonly Kind[]): Checksums<Kind> {
  const { add, end } = collectChecksums(() => new Map(), kinds)
  for (const line of text.split('\n').slice(0, -1)) add(line)
  return end()
}

/**
 * Takes the lines of SHA256SUMS. An object counts from the line of its JSON file on, the last of its lines; a second such line means
 * that it was written again and that its earlier lines are stale.
 */
export function collectChecksums<Kind extends StoredKind = FolderKind>(
  makeMap: () => SumsByFolder,
  kinds: readonly Kind[] = kindsInExperiments as readonly StoredKind[] as readonly Kind[],
): { add(line: string): void; end(): Checksums<Kind> } {
  const byKind = Object.fromEntries(kinds.map((kind) => [kind, makeMap()])) as Record<StoredKind, SumsByFolder>
  const checksums = { ...byKind, others: new Map<string, string>() }
  const open = new Map<string, { readonly of: ObjectFile; readonly lines: Map<string, string> }>()
  return {
    add(line) {
      const { path, sha256 } = parseChecksum(line) ?? { path: '', sha256: '' }
      const of = objectFile(path, kinds)
      if (!of) {
        if (path) checksums.others.set(path, sha256)
        return
      }
      const key = `${of.kind}\n${of.folder}`
      const { lines } = open.get(key) ?? { lines: new Map<string, string>() }
      open.set(key, { of, lines: lines.set(of.within, sha256) })
      if (of.within !== storedKinds[of.kind].file) return
      checksums[of.kind].set(of.folder, lines)
      open.delete(key)
    },
    end() {
      // There are some only if someone sorted the file.
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
  readonly kind: StoredKind
  readonly folder: string
}

/** The lines of each object of these kinds, in the order of the file. `stray` is called for lines that are apart from others of their object. */
export async function* journalPieces(
  journal: AsyncIterable<Uint8Array>,
  kinds: readonly StoredKind[],
  stray: () => void = () => {},
): AsyncGenerator<ObjectPiece> {
  let open: ObjectFile | undefined
  let [start, at] = [0, 0]
  for await (const lines of wholeLines(journal)) {
    for (let [from, end] = [0, lines.indexOf('\n')]; end >= 0; end = lines.indexOf('\n', from)) {
      const of = objectFile(parseChecksum(lines.toString('utf8', from, end))?.path ?? '', kinds)
      const same = open && of?.kind === open.kind && of.folder === open.folder
      if (open && !same) stray()
      if (!same) start = at
      at += end + 1 - from
      from = end + 1
      const whole = of && of.within === storedKinds[of.kind].file
      open = whole ? undefined : of
      if (whole) yield { kind: of.kind, folder: of.folder, start, length: at - start }
    }
  }
  if (open) stray()
}

/** The same lines with those of each object together, for a file that someone sorted or a job that was killed. */
export function sortedJournal(journal: Buffer, kinds: readonly StoredKind[]): Buffer {
  const sums = parseLines(journal.toString(), kinds)
  const lines = kinds.flatMap((kind) => [...sums[kind]].map(([folder, files]) => formatObject(kind, { folder, files })))
  return Buffer.from(lines.join(''))
}

/** Lines for files that belong to no object. */
export function formatOthers(files: FileSums): string {
  return [...files].map(([path, sha256]) => formatChecksum(path, sha256)).join('')
}

/** All lines of one object, that of its JSON file last. `folder` is empty if the object is in the folder of the journal itself. */
export function formatObject(kind: StoredKind, { folder, files }: { folder: string; files: FileSums }): string {
  const prefix = prefixOf(kind, folder)
  const { file } = storedKinds[kind]
  const sorted = [...files].sort(([a], [b]) => Number(a === file) - Number(b === file) || (a < b ? -1 : 1))
  return sorted.map(([path, sha256]) => formatChecksum(prefix + path, sha256)).join('')
}

/** Checksums by path within the folder of the object: undoes `formatObject`. */
export function parseObject(lines: string, { kind, folder }: { kind: StoredKind; folder: string }): FileSums {
  const { length } = prefixOf(kind, folder)
  const sums = lines.split('\n').map(parseChecksum)
  return new Map(sums.flatMap((each) => (each ? [[each.path.slice(length), each.sha256]] : [])))
}

function prefixOf(kind: StoredKind, folder: string): string {
  const { base } = storedKinds[kind]
  return folder === '' ? '' : `${base === '' ? '' : `${base}/`}${folder}/`
}

/** Checksums of the files in a folder, by path within it. */
export function filesBelow(sums: FileSums, folder: string): Map<string, string> {
  const prefix = `${folder}/`
  const below = [...sums].filter(([path]) => path.startsWith(prefix))
  return new Map(below.map(([path, sha256]) => [path.slice(prefix.length), sha256]))
}

const kindsInExperiments = Object.keys(folderKinds) as FolderKind[]
const kindsByBase = new Map(kindsInExperiments.map((kind) => [folderKinds[kind].base as string, kind]))
const kindsByFile = new Map<string, StoredKind>(
  Object.entries(storedKinds).flatMap(([kind, { base, file }]) => (base === '' ? [[file, kind as StoredKind]] : [])),
)

function objectFile(path: string, kinds: readonly StoredKind[]): ObjectFile | undefined {
  const found = namedFile(path)
  return found && kinds.includes(found.kind) ? found : undefined
}

function namedFile(path: string): ObjectFile | undefined {
  if (path === folderKinds.run.file || path.startsWith('artifacts/')) return { kind: 'run', folder: '', within: path }
  const [, base = '', folder = '', within = ''] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(path) ?? []
  const kind = kindsByBase.get(base)
  if (kind) return { kind, folder, within }
  const [, own = '', file = ''] = /^(?:([^/]+)\/)?([^/]+)$/s.exec(path) ?? []
  const beside = kindsByFile.get(file)
  return beside && { kind: beside, folder: own, within: file }
}
