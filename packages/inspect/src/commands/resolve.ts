import {
  type FoundObject,
  lookUpAtTarget,
  lookUpInMaps,
  MlferryCommand,
  parseReference,
  toRegistryFlag,
} from '@mlferry/cli-kit'
import { MlferryError, redact } from '@mlferry/core'
import { Args, Flags } from '@oclif/core'

export interface ResolveResult extends FoundObject {
  /** In the form that was asked for. */
  readonly reference: string
}

export default class Resolve extends MlferryCommand {
  static override summary = 'Show what an old id or address is now.'
  static override description =
    `Looks in the id maps of copies, or asks the target itself, where the tag mlferry.source.id of an object has its old id. Prints the new
reference in the form of the old one.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> runs:/3f2a90b1c2d3e4f5/model --to http://new:5000',
    '<%= config.bin %> <%= command.id %> 3f2a90b1c2d3e4f5 --id-map mlflow-export',
  ]
  static override args = {
    reference: Args.string({
      required: true,
      description: "An id at the source, runs:/…, models:/…, or the address of a page of the source's MLflow.",
    }),
  }
  static override flags = {
    to: Flags.string({
      helpGroup: 'WHERE TO LOOK',
      helpValue: '<uri>',
      summary: 'The server that it was copied to. Default: MLFLOW_TRACKING_URI.',
    }),
    ...toRegistryFlag,
    'id-map': Flags.string({
      helpGroup: 'WHERE TO LOOK',
      helpValue: '<file or dir>',
      summary: 'An id map, or a folder with id maps, such as an export directory.',
    }),
  }

  async run(): Promise<ResolveResult> {
    const { args, flags } = await this.parse(Resolve)
    const reference = parseReference(args.reference)
    const found =
      flags['id-map'] === undefined
        ? await lookUpAtTarget(await this.openTarget(flags.to), reference, this.signal)
        : await lookUpInMaps(flags['id-map'], reference)
    if (!found) {
      throw new MlferryError('ERR_NOT_FOUND', `Nothing is known of '${redact(args.reference, 300)}' there.`, {
        hint: 'Give the id that the object has at its source, and the server or the id map of that copy. A name is not an id.',
      })
    }
    const result = { ...found, reference: reference.write(found.target) }
    this.print(redact(result.reference))
    return result
  }
}
