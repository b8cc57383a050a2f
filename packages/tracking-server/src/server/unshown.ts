import { MlferryError, type Ref, type Unreadable } from '@mlferry/core'
import type { Gap, TimeWindow } from './time-windows.ts'

/** Collects what a server fails to show of one scope, each as an object that cannot be read. */
export class Unshown {
  readonly found: Unreadable[] = []
  readonly #kind: string
  readonly #scope: Ref

  constructor(kind: string, scope: Ref) {
    this.#kind = kind
    this.#scope = scope
  }

  readonly add = ({ window, error: cause }: Gap): void => {
    const [kind, scope] = [this.#kind, this.#scope]
    const when = window ? timesOf(window) : 'without a start time'
    const message = `The server cannot show a ${kind} of ${scope.kind} ${scope.id}, ${when}: ${cause.message}`
    const hint = 'Check its row in the database of the server: a required field, such as its status, is NULL.'
    const error = new MlferryError('ERR_NOT_SHOWN', message, { hint, cause })
    // Its id is not known; each has another one here.
    this.found.push({ ref: { kind, id: `${scope.id}/unknown ${this.found.length + 1}, ${when}` }, scope, error })
  }
}

function timesOf({ from, until }: TimeWindow): string {
  if (from !== undefined && until !== undefined && until - from <= 1) return `started at ${text(from)}`
  const after = from === undefined ? [] : [`from ${text(from)} on`]
  const before = until === undefined ? [] : [`before ${text(until)}`]
  return `started ${[...after, ...before].join(' and ')}`
}

function text(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}

/** undefined where there are several scopes: what the server fails to show may be of any of them, so each is listed alone. */
export function onlyScope(scopes: readonly Ref[], kind: string): Unshown | undefined {
  const [scope, ...others] = scopes
  return scope && others.length === 0 ? new Unshown(kind, scope) : undefined
}
