import { redact } from '@mlferry/core'
import type { ClientEvent } from '../client-event.ts'
import type { HttpLimits } from '../http/http-limits.ts'
import { sleep } from '../http/pace.ts'
import { readJson, readPlainText } from '../http/read-answer.ts'
import { resumeBytes } from '../http/resume-bytes.ts'
import { backOffDelay } from '../http/retry-delay.ts'
import type { Send } from '../http/sender.ts'
import type { HttpSettings } from '../settings/http-settings.ts'
import type { Caller } from './caller.ts'

export interface CallerOptions {
  readonly send: Send
  readonly settings: HttpSettings
  readonly limits: HttpLimits
  readonly emit: (event: ClientEvent) => void
  readonly signal: AbortSignal
}

export function createCaller({ send, settings, limits, emit, signal: closing }: CallerOptions): Caller {
  return {
    request: async <T>(call: Parameters<Caller['request']>[0]) =>
      // Uploads keep no slot: they last as long as their source, which may need a slot of the same client to go on.
      (await send(call, {
        hold: call.body === undefined,
        read: (answer) => readJson(answer, limits.answerBytes, call.answer),
      })) as T,
    requestText: (call) =>
      send(call, {
        hold: true,
        read: readPlainText,
      }),
    requestStream: (call) => send(call, { hold: false, read: async (answer) => answer }),
    limits,
    resumeBytes: ({ method, path, signal }, { open, start }) =>
      resumeBytes({
        open,
        start,
        least: limits.slowest.bytes,
        what: `${method} ${redact(path)}`,
        async retry(failures, error) {
          if (failures > settings.maxRetries) throw error
          const others = { attempts: settings.maxRetries + 1, answered: false }
          const delay = backOffDelay(failures, settings)
          emit({ type: 'retry', method, path, attempt: failures, ...others, delay, reason: error.message })
          await sleep(delay, signal ? AbortSignal.any([closing, signal]) : closing)
        },
      }),
  }
}
