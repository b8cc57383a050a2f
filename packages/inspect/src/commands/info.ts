import { fromRegistryFlag, MlferryCommand, renderSurvival, toRegistryFlag } from '@mlferry/cli-kit'
import type { Capabilities } from '@mlferry/core'
import type { Survival } from '@mlferry/engine'
import { Flags } from '@oclif/core'

export interface InfoResult {
  readonly target: string
  readonly kinds: readonly Survival[]
}

export default class Info extends MlferryCommand {
  static override summary = 'Show what survives a copy, and what does not.'
  static override description =
    `Shows for each kind of object whether a target holds it, which fields no call can set there, and how long its texts may be. With --to, it
asks that server what it offers. With --from, it shows only the kinds that this end holds. With neither, it shows the MLflow version that
--mlflow-version names.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000',
  ]
  static override flags = {
    from: Flags.string({
      helpGroup: 'SERVER AND DIRECTORY',
      helpValue: '<uri or dir>',
      summary: 'The store to read. Only kinds that it holds are shown.',
    }),
    to: Flags.string({
      helpGroup: 'SERVER AND DIRECTORY',
      helpValue: '<uri>',
      summary: 'The store to write: a server, or the address of another store.',
    }),
    ...fromRegistryFlag,
    ...toRegistryFlag,
    'mlflow-version': Flags.string({
      helpGroup: 'SERVER AND DIRECTORY',
      helpValue: '<x.y.z>',
      default: '3.17.2',
      summary: 'The version of MLflow, if --to is not given.',
    }),
  }

  async run(): Promise<InfoResult> {
    const { flags } = await this.parse(Info)
    const { target, capabilities } = await this.#target(flags)
    const source = flags.from === undefined ? undefined : await this.#source(flags.from)
    const { whatSurvives } = await import('@mlferry/engine')
    const kinds = whatSurvives({ target: capabilities, ...(source ? { source } : {}) })
    this.print(`To ${target}\n\n${renderSurvival(kinds)}`)
    return { target, kinds }
  }

  async #target({ to, 'mlflow-version': version }: { to: string | undefined; 'mlflow-version': string }) {
    if (to === undefined) {
      return { target: `MLflow ${version}`, capabilities: await this.capabilitiesOfVersion(version) }
    }
    const target = await this.openTarget(to)
    return { target: target.label, capabilities: await target.capabilities(this.signal) }
  }

  async #source(from: string): Promise<Capabilities> {
    const options = { concurrency: 8, 'allow-incomplete': true }
    return (await this.openSource('FROM', from, options)).capabilities(this.signal)
  }
}
