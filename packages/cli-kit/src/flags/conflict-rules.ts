import { type ConflictRule, conflictRules, type OnConflict } from '@mlferry/engine'
import { UsageError } from '../errors/usage-error.ts'
import { findKind, kindNames } from './find-kind.ts'

/** `--on-conflict` as a rule for each kind: `skip` is meant for all, `experiment=rename` for one. The last that fits counts. */
export function readConflictRules(given: readonly string[] = []): OnConflict {
  const rules = given.flatMap((text) => text.split(',')).map((text) => readRule(text.trim()))
  return (kind) => rules.findLast((each) => each.kind === undefined || each.kind === kind)?.rule ?? 'merge'
}

function readRule(text: string): { readonly kind: string | undefined; readonly rule: ConflictRule } {
  const [, kind, word = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? []
  const rule = conflictRules.find((each) => each === word)
  const known = kind === undefined ? undefined : findKind(kind)?.name
  if (rule && (kind === undefined || known !== undefined)) return { kind: known, rule }
  throw new UsageError(
    `--on-conflict '${text}' is no rule.`,
    `Give ${conflictRules.join(', ')}, or one for a kind, such as experiment=rename. Kinds: ${kindNames()}.`,
  )
}
