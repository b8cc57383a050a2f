import { redact } from '@mlferry/core'
import type { ReplacingEvent } from '@mlferry/engine'

const maxShown = 20

/** Names an object that is about to be deleted: `To be deleted at the target: registered model 'churn' with versions 1, 3.` */
export function replacingLine({ kind, name, holds }: ReplacingEvent): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const held = holds.map((id) => (id.startsWith(`${name}/`) ? id.slice(name.length + 1) : id)).sort(byNumber)
  const more = held.length > maxShown ? ` and ${held.length - maxShown} more` : ''
  const versions = held.length === 1 ? 'version' : 'versions'
  const content = held.length === 0 ? '' : ` with ${versions} ${held.slice(0, maxShown).join(', ')}${more}`
  return redact(`To be deleted at the target: ${words} '${name}'${content}.`)
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b)
}
