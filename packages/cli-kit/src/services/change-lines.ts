import type { ServiceSetting } from '@mlferry/core'
import { describeError } from '../render/render-error.ts'
import type { ChangeRecord } from './change-records.ts'

type Change = Required<Pick<ChangeRecord, 'name' | 'setting' | 'value' | 'back'>>

export function changingLine({ name, setting, value, back }: Change): string {
  return `For this job, ${stateText(name, setting, value)}. At its end, ${stateText(name, setting, back.value)} again.`
}

/** Another command made the change, and has not put it back. */
export function takenOverLine({ name, setting, value, back }: Change): string {
  return `Since an earlier job, ${stateText(name, setting, value)}. At the end of this one, ${stateText(name, setting, back.value)} again.`
}

export function putBackLine({ name, setting, back }: Change): string {
  const text = stateText(name, setting, back.value)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} again.`
}

export function leftToOthersLine({ name, setting, value }: Change): string {
  return `Another job still needs that ${stateText(name, setting, value)}. It puts that back at its end.`
}

/** A command that does not ask for the change meets what others could not put back: their records, the oldest first. undefined: nothing. */
export function foundLine(records: readonly ChangeRecord[]): string | undefined {
  for (const { name, setting, value, back } of records) {
    if (back)
      return `Since a job that was stopped, ${stateText(name, setting, value)}. To put that back, run the job again, or: ${back.byHand}`
  }
  return undefined
}

export function notPutBackLine({ name, setting, value, back }: Change, error: unknown): string {
  const { message, hint } = describeError(error)
  const why = hint === undefined ? message : `${message} ${hint}`
  return `Not put back: ${stateText(name, setting, value)}. ${why}\n  After that, run the same command again, or: ${back.byHand}`
}

/** `the tracking server team is started` */
function stateText(name: string, setting: ServiceSetting, value: string): string {
  if (setting === 'running') return `${name} is ${value === 'on' ? 'started' : 'stopped'}`
  if (setting === 'size') return `the size of ${name} is ${value}`
  return `automatic model registration of ${name} is ${value}`
}
