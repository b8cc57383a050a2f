import type { ManagedServer } from '../servers/managed-server.ts'

const between = 60_000

/** Says what is waited for, and for how long: when the status changes, and once a minute. */
export function waitingLine(say: (line: string) => void): (server: ManagedServer, elapsed: number) => void {
  let [told, at] = ['', Number.NEGATIVE_INFINITY]
  return ({ name, status, inMaintenance }, elapsed) => {
    const state = inMaintenance ? `${status}, in maintenance` : status
    if (state === told && elapsed - at < between) return
    told = state
    at = elapsed
    say(`${clock(elapsed)}  ${name} is ${state}`)
  }
}

/** 4:05 */
function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
