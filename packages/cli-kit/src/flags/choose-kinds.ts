import type { ObjectKind } from '@mlferry/core'
import { objectKinds } from '@mlferry/engine'
import { UsageError } from '../errors/usage-error.ts'
import { findKind, kindNames } from './find-kind.ts'

export interface KindFlags {
  readonly kinds?: string | undefined
  readonly 'exclude-kinds'?: string | undefined
}

/** The kinds that are meant. One that is named brings what holds it, one that is excluded takes along what it holds. undefined: all. */
export function chooseKinds({ kinds, 'exclude-kinds': excluded }: KindFlags): readonly ObjectKind[] | undefined {
  if (kinds === undefined && excluded === undefined) return undefined
  const wanted = new Set(kinds === undefined ? objectKinds : readKinds(kinds, '--kinds').flatMap(withHolders))
  const out = readKinds(excluded ?? '', '--exclude-kinds')
  const chosen = objectKinds.filter((kind) => wanted.has(kind) && !withHolders(kind).some((each) => out.includes(each)))
  if (chosen.length > 0) return chosen
  throw new UsageError('No kind is left.', `Kinds: ${kindNames()}.`)
}

function readKinds(text: string, flag: string): ObjectKind[] {
  const names = text.split(',').map((name) => name.trim())
  return names.filter(Boolean).map((name) => {
    const kind = findKind(name)
    if (kind) return kind
    throw new UsageError(`${flag}: there is no kind '${name}'.`, `Kinds: ${kindNames()}.`)
  })
}

/** The kind, and those that hold it: without an experiment there is no place for a run. */
function withHolders(kind: ObjectKind): ObjectKind[] {
  const holder = objectKinds.find(({ name }) => name === kind.scope)
  return holder ? [kind, ...withHolders(holder)] : [kind]
}
