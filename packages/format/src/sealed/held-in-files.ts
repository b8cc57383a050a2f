import type { Ref, Written } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import type { BegunExport } from '../writing/begun-export.ts'
import type { ObjectFiles } from './object-files.ts'

/** How objects of which each is one file are told and linked. */
export function heldInFiles(
  kind: string,
  filesOf: (begun: BegunExport) => ObjectFiles,
  scopeOf?: (id: string) => Ref,
): Pick<ExportKind, 'written' | 'relink'> {
  return {
    async *written(_scope, begun) {
      const written = writtenFiles(await filesOf(begun).load(), kind)
      yield scopeOf ? written.map((each) => ({ ...each, scope: scopeOf(each.target.id) })) : written
    },
    relink: (target, pending, begun) => filesOf(begun).relink(target, pending),
  }
}

/** The sealed objects of a kind. */
function writtenFiles(files: ObjectFiles, kind: string): Written[] {
  return files.of(kind).map(({ id, fingerprint, pending }) => ({
    key: id,
    target: { kind, id },
    ours: true,
    sealed: fingerprint ?? undefined,
    deleted: false,
    pending,
  }))
}
