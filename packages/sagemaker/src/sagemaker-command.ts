import { parseSagemakerArn, type SagemakerArn } from '@mlferry/auth-sagemaker'
import { environmentOfEnd, exitCodes, forgetChanges, MlferryCommand } from '@mlferry/cli-kit'
import type { ServiceSetting } from '@mlferry/core'
import { Args, Flags } from '@oclif/core'
import { type ControlPlane, openControlPlane } from './control-plane/open-control-plane.ts'
import { waitingLine } from './render/waiting-line.ts'
import type { Wait } from './servers/change-server.ts'
import { describeServer } from './servers/describe-server.ts'
import type { ManagedServer } from './servers/managed-server.ts'

export const asFlag = {
  as: Flags.option({
    options: ['from', 'to'] as const,
    helpGroup: 'AWS',
    summary: 'Use the AWS settings of that end, MLFERRY_FROM_AWS_PROFILE and the like. Default: those that both share.',
  })(),
}

export const waitFlags = {
  wait: Flags.boolean({ allowNo: true, default: true, summary: 'Wait until it is done. Default: yes.' }),
}

export const arnArg = {
  arn: Args.string({ required: true, description: 'ARN of an App or a tracking server; sagemaker list shows them.' }),
}

export type As = 'from' | 'to' | undefined

/** What a command that waits prints with `--json`. */
export interface WaitResult {
  readonly exitCode: number
  /** As it was described last. */
  readonly server: ManagedServer
}

/** Commands that ask SageMaker's own API. */
export abstract class SagemakerCommand extends MlferryCommand {
  protected openPlane(region: string | undefined, as: As): Promise<ControlPlane> {
    const env = as === undefined ? process.env : environmentOfEnd(as === 'from' ? 'FROM' : 'TO', process.env)
    const note = (message: string) => this.note(message)
    return openControlPlane({ region, env, signal: this.signal, warn: note, onRetry: note })
  }

  /** The control plane of the region that the ARN names. Tells of settings that a job left changed, but for those that are `changed` now. */
  protected async openNamed(
    text: string,
    as: As,
    changed: readonly ServiceSetting[] = [],
  ): Promise<{ arn: SagemakerArn; plane: ControlPlane }> {
    const arn = parseSagemakerArn(text)
    await this.tellLeftChanges(text, changed)
    return { arn, plane: await this.openPlane(arn.region, as) }
  }

  /**
   * Describes the server, changes it, and waits for that; with `--no-wait` the result is what is described right after the change. `settings`
   * are those that it changes: no job puts them back to what they were.
   */
  protected async change(
    text: string,
    {
      as,
      wait: waits,
      settings,
    }: { readonly as: As; readonly wait: boolean; readonly settings: readonly ServiceSetting[] },
    change: (plane: ControlPlane, arn: SagemakerArn, now: ManagedServer) => Promise<Wait>,
  ): Promise<WaitResult> {
    const { arn, plane } = await this.openNamed(text, as, settings)
    const now = await describeServer(plane, arn)
    const wait = await change(plane, arn, now)
    for (const setting of settings) await forgetChanges(process.env, text, setting)
    if (waits) return this.waiting(now, wait)
    return { exitCode: exitCodes.done, server: await describeServer(plane, arn) }
  }

  /**
   * Waits, with a line now and then that says for how long. Ctrl-C leaves the server alone, and says how to go on waiting: the result is
   * then what was described last.
   */
  protected async waiting(first: ManagedServer, wait: Wait): Promise<WaitResult> {
    let last = first
    const line = waitingLine((text) => this.note(text))
    const onWaiting = (server: ManagedServer, elapsed: number) => {
      last = server
      line(server, elapsed)
    }
    try {
      return { exitCode: exitCodes.done, server: await wait({ onWaiting }) }
    } catch (error) {
      if (!this.signal.aborted) throw error
      this.note(`It goes on without us. Go on waiting:\n\n    ${this.config.bin} sagemaker wait ${last.arn}\n`)
      return { exitCode: exitCodes.interrupted, server: last }
    }
  }
}
