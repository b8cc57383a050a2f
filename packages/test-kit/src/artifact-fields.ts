import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { addFields, type Fields } from './compare-fields.ts'
import type { FilesDump } from './dump-server.ts'
import { type IdMap, mapIds } from './map-ids.ts'

type Side = readonly [files: FilesDump, location: string, fields: Fields]

/** Adds the files of both sides; texts with ids are compared as the copy must have them. */
export function addArtifactFields(left: Side, right: Side, ids: IdMap, options: CompareDumpsOptions): void {
  const [, from] = left
  const [, to] = right
  // A path of the user's may hold an id, and stays: only an address is the server's.
  const mapped = (text: string) =>
    (from === '' ? text : text.replaceAll(from, to)).replace(/^(?!artifact_path: *[^:\n]*$).*$/gm, (line) =>
      mapIds(line, ids),
    )
  for (const [files, , fields] of [left, right]) {
    const texts = Object.entries(files.modelFiles ?? {})
    const modelFiles = files === left[0] ? texts.map(([path, text]) => [path, mapped(text)] as const) : texts
    const all = [...Object.entries(files.artifacts), ...modelFiles]
    addFields(fields, 'artifacts', Object.fromEntries(all.filter(([path]) => !isIgnored(path, options))))
  }
}

function isIgnored(path: string, { ignoreArtifacts = ['mlferry/'] }: CompareDumpsOptions): boolean {
  return ignoreArtifacts.some((start) => path.startsWith(start))
}
