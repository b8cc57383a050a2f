import { isUnreadable, type Source } from '@mlferry/core'
import type { Amend } from '../amend/compose-amend.ts'

/** The names of all registered models of a source, as they would arrive. */
export async function modelNames(
  source: Source,
  amend: Amend | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = []
  for await (const page of source.list('registeredModel', {}, signal)) {
    for (const one of page) {
      if (isUnreadable(one)) continue
      const { fields, ref } = amend?.(one) ?? one
      names.push(String(fields.name ?? ref.id))
    }
  }
  return names
}
