import { Flags } from '@oclif/core'
import type { End } from '../ends/environment-of-end.ts'
import type { WantedSetting } from '../services/service-changes.ts'

const helpGroup = 'FOR AS LONG AS THE COMMAND RUNS'

/** Of a command that reads a service which a plugin can change. */
export const sourceServiceFlags = {
  'start-source': Flags.boolean({
    helpGroup,
    summary: 'Start the tracking server that is read (SageMaker), if it is stopped, and stop it again at the end.',
  }),
  'resize-source': Flags.option({
    helpGroup,
    options: ['Small', 'Medium', 'Large'] as const,
    summary: 'Give the tracking server that is read (SageMaker) this size, and its own again at the end.',
  })(),
}

/** Of a command that writes to one. */
export const targetServiceFlags = {
  'pause-model-registration': Flags.boolean({
    helpGroup,
    summary:
      'Switch automatic model registration (SageMaker) off before anything is created, and on again at the end, if it is on.',
  }),
}

export interface ServiceFlags {
  readonly 'start-source'?: boolean
  readonly 'resize-source'?: string | undefined
  readonly 'pause-model-registration'?: boolean
}

export type WantedSettings = Readonly<Record<End, readonly WantedSetting[]>>

/** What the flags ask of the service of each end, in the order in which it is made. */
export function wantedSettings(flags: ServiceFlags): WantedSettings {
  const { 'start-source': start, 'resize-source': size, 'pause-model-registration': pause } = flags
  return {
    FROM: [
      ...(start ? [{ setting: 'running', value: 'on' } as const] : []),
      ...(size === undefined ? [] : [{ setting: 'size', value: size } as const]),
    ],
    TO: pause ? [{ setting: 'modelRegistration', value: 'off' }] : [],
  }
}

const flagOf = {
  running: '--start-source',
  size: '--resize-source',
  modelRegistration: '--pause-model-registration',
} as const satisfies Record<WantedSetting['setting'], string>

/** The flag that asks for it, for messages. */
export function flagOfSetting({ setting }: WantedSetting): string {
  return flagOf[setting]
}
