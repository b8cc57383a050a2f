import { answer, loseAnswer, startProxy, throttle } from '@mlferry/test-kit'

type CountingProxy = Awaited<ReturnType<typeof startProxy>>

/** Requests a second that it lets through. */
export const perSecond = 20

/** In front of a server: fails every 7th request with 503, takes `perSecond`, and cuts every 11th of these after the server acted. */
export async function startRudeProxy(url: string): Promise<CountingProxy> {
  const proxy = await startProxy(url)
  proxy.rule({ match: every(7), action: answer(503) })
  proxy.rule({ action: throttle(perSecond) })
  proxy.rule({ match: every(11), action: loseAnswer() })
  return proxy
}

/** True of each nth request that it is asked about. */
export function every(nth: number): () => boolean {
  let count = 0
  return () => ++count % nth === 0
}

export interface Rates {
  /** Requests a second that the server took, over the steady part. */
  readonly accepted: number
  /** How long the steady part was. */
  readonly seconds: number
  /** How many requests were answered how. */
  readonly answers: Readonly<Record<string, number>>
}

/** How fast requests were taken in the middle of a job, from a fifth to four fifths of all that the server took. */
export function steadyRates({ requests }: Pick<CountingProxy, 'requests'>): Rates {
  const taken = requests.filter(({ serverStatus }) => serverStatus !== undefined).map(({ startedAt }) => startedAt)
  const steady = taken.sort((a, b) => a - b).slice(taken.length * 0.2, taken.length * 0.8)
  const seconds = ((steady.at(-1) ?? 0) - (steady[0] ?? 0)) / 1000
  const answers = Map.groupBy(requests, ({ status }) => String(status ?? 'cut'))
  return {
    accepted: (steady.length - 1) / seconds,
    seconds,
    answers: Object.fromEntries([...answers].map(([status, { length }]) => [status, length])),
  }
}
