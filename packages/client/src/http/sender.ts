import { markFatal, redact } from '@mlferry/core'
import type { ClientEvent } from '../client-event.ts'
import { answerError } from '../errors/answer-error.ts'
import { ConnectionError } from '../errors/connection-error.ts'
import { explained } from '../errors/explained.ts'
import { HttpError } from '../errors/http-error.ts'
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.ts'
import type { HttpSettings } from '../settings/http-settings.ts'
import { type Call, callUrl } from './call.ts'
import { type Signing, sendSigned } from './follow-redirects.ts'
import { judgeFailure } from './judge-failure.ts'
import { outgoingBody } from './outgoing-body.ts'
import { type Pace, sleep } from './pace.ts'
import { readText } from './read-answer.ts'
import { createRefresher } from './refresher.ts'
import { isRead, isRepeatable } from './repeatable.ts'
import { backOffDelay, retryAfter } from './retry-delay.ts'
import type { ServerClock } from './server-clock.ts'
import { createSilence } from './silence.ts'
import type { Answer } from './transport.ts'
import { wasDone } from './was-done.ts'
import type { WriteGate } from './write-gate.ts'

export interface SenderOptions {
  readonly signing: Signing
  readonly settings: HttpSettings
  readonly pace: Pace
  readonly clock: ServerClock
  readonly emit: (event: ClientEvent) => void
  readonly writeGate: WriteGate | undefined
  /** Aborts everything. */
  readonly signal: AbortSignal
}

/**
 * Sends a call until it succeeds or no attempt is left, and reads its answer: a body that is cut counts as a failed attempt as long
 * as `read` waits for its end. `hold` false: the call's slot is not kept, because its bytes come or go at the caller's speed.
 */
export type Send = <T>(
  call: Call,
  options: { readonly hold: boolean; readonly read: (answer: Answer) => Promise<T> },
) => Promise<T>

/** Milliseconds without an answer that are worth a word. */
const noticeable = 10_000

export function createSender(options: SenderOptions): Send {
  const { signing, settings, pace, clock, emit, writeGate, signal: closing } = options
  const refresh = createRefresher(signing.session)
  const silence = createSilence()
  let reached = false

  return async (call, { hold, read }) => {
    const signal = call.signal ? AbortSignal.any([closing, call.signal]) : closing
    const repeatable = isRepeatable(call)
    const url = callUrl(signing.session.baseUrl, call)
    const body = outgoingBody(call)
    const gate = isRead(call) ? undefined : writeGate
    let refreshed = false
    let unsure = false
    for (let failures = 1; ; failures++) {
      const leave = await pace.enter({ slot: hold, signal })
      const began = performance.now()
      let wait: number | undefined
      let error: unknown
      let answered = false
      let leaveGate = () => {}
      const beforeSend = async () => {
        leaveGate()
        leaveGate = (await gate?.enter(signal)) ?? leaveGate
      }
      const { method, path } = call
      const unanswered = { type: 'unanswered', method, path, attempt: failures, milliseconds: noticeable } as const
      // Before an upload is through, there is no answer to be waited for.
      const told = setTimeout(() => hold && emit({ ...unanswered, timeout: settings.timeout }), noticeable)
      told.unref()
      try {
        const answer = await sendSigned({ call, url, body, fresh: !repeatable, signal, beforeSend }, signing)
        answered = reached = true
        clearTimeout(told)
        silence.broken()
        clock.note(answer.headers.date)
        const milliseconds = performance.now() - began
        emit({ type: 'answered', method: call.method, path: call.path, status: answer.status, milliseconds })
        // A refusal for another reason took its share of the rate, too.
        if (answer.status !== 429) pace.accepted()
        if (answer.status < 300) return await read(answer)
        wait = retryAfter(answer.headers, { settings, clock })
        error = answerError({ ...(await readText(answer)), method: call.method, url: url.href })
      } catch (caught) {
        error = caught
        // A call whose answer was lost took its share too, as far as anybody knows.
        if (!answered && caught instanceof ConnectionError && caught.sent) pace.accepted()
        if (!answered && caught instanceof ConnectionError) silence.noted(began)
      } finally {
        clearTimeout(told)
        leaveGate()
        leave()
      }
      signal.throwIfAborted()
      if (isRefused(error) && !refreshed) {
        refreshed = true
        if (await refresh(error, began)) continue
      }
      if (error instanceof HttpError && error.status === 429) pace.throttled({ began, pause: wait ?? 0 })
      else if (wait !== undefined && error instanceof HttpError && error.status >= 500) pace.pause(wait)
      const { retries, lost } = judgeFailure(error, {
        repeatable,
        maxRetries: call.maxRetries ?? settings.maxRetries,
        faultRetries: call.faultRetries,
        reached,
      })
      if (unsure && wasDone(call, error)) return {} as Awaited<ReturnType<typeof read>>
      unsure ||= error instanceof HttpError ? error.status >= 500 : error instanceof ConnectionError && error.sent
      if (lost) throw new OutcomeUnknownError({ method: call.method, url: redact(url.href, 300) }, error as Error)
      const left = settings.patience - silence.lasting()
      // Nobody else can do better.
      if (left <= 0) throw markFatal(explained(error, signing.session) as Error)
      if (failures > retries) throw explained(error, signing.session)
      const delay = Math.min(Math.max(wait ?? 0, backOffDelay(failures, settings)), left)
      const reason = error instanceof Error ? error.message : String(error)
      emit({
        type: 'retry',
        method: call.method,
        path: call.path,
        attempt: failures,
        attempts: retries + 1,
        delay,
        reason,
        answered,
      })
      await sleep(delay, signal)
    }
  }
}

function isRefused(error: unknown): error is HttpError {
  return error instanceof HttpError && (error.status === 401 || error.status === 403)
}
