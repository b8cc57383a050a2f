import { redact } from '@mlferry/core'
import type { ReplacingEvent } from '@mlferry/engine'

const shown = 20

/** What is deleted at the target to be replaced: `model 'churn' with 1, 3`. */
export function replacingLine({ kind, name, holds }: ReplacingEvent): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const held = holds.map((id) => (id.startsWith(`${name}/`) ? id.slice(name.length + 1) : id)).sort(byNumber)
  const more = held.length > shown ? ` and ${held.length - shown} more` : ''
  const versions = held.length === 1 ? 'version' : 'versions'
  const whole = held.length === 0 ? '' : ` with ${versions} ${held.slice(0, shown).join(', ')}${more}`
  return redact(`To be deleted at the target: ${words} '${name}'${whole}.`)
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b)
}
