import type { OpenedSource } from '@mlferry/core'

/**
 * What a command asks for, or else what the export was asked for: a directory holds besides what came along. Without either the only object
 * that the directory holds is meant.
 */
export function askedOf<Asked extends object>(
  { archive }: Pick<OpenedSource, 'archive'>,
  given: Asked,
): Partial<Asked> {
  const noted = archive?.asked ?? {}
  const entries = Object.entries(given).map(([key, value]) => [key, value ?? noted[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Asked>
}
