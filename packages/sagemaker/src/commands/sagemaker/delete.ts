import { readFile } from 'node:fs/promises'
import { exitCodes, UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { askToType } from '../../ask-to-type.ts'
import { checkProof, noProof, readProof, type VerifyProof } from '../../delete/check-proof.ts'
import { arnArg, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { deleteServer } from '../../servers/delete-server.ts'
import { describeServer } from '../../servers/describe-server.ts'
import type { ManagedServer } from '../../servers/managed-server.ts'
import { waitUntilGone } from '../../servers/wait-for-server.ts'

export default class SagemakerDelete extends SagemakerCommand {
  static override summary = 'Delete an App or a tracking server for good, once its copy is proven.'
  static override description =
    `Its metadata are gone; the artifacts in S3 stay. Its name must be typed, or given with --confirm. --proof takes the report of
mlferry verify --level bytes: it must be about everything, between exactly this server and --to, say that they are equal, and be younger
than the last write to this server, which is looked for on the server itself. A stopped server cannot be looked at: start it first.
--without-proof deletes all the same. The AWS settings are those of the end that is read (MLFERRY_FROM_…).`.replaceAll(
      '\n',
      ' ',
    )
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team --proof verify.json --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --confirm churn --without-proof',
  ]
  static override args = arnArg
  static override flags = {
    proof: Flags.string({
      helpValue: '<file>',
      dependsOn: ['to'],
      exactlyOne: ['proof', 'without-proof'],
      summary: 'The report of a verify of level bytes between this server and --to.',
    }),
    to: Flags.string({ helpValue: '<uri>', summary: 'Where its copy is.' }),
    'without-proof': Flags.boolean({ summary: 'Delete it whether there is a copy or not.' }),
    confirm: Flags.string({ helpValue: '<name>', summary: 'Its name, instead of typing it.' }),
    ...waitFlags,
  }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerDelete)
    const { arn, plane } = await this.openNamed(args.arn, 'from')
    const server = await describeServer(plane, arn)
    if (flags.confirm !== undefined && flags.confirm !== server.name) {
      throw new UsageError(`The name of ${arn.arn} is ${server.name}, not ${flags.confirm}.`, 'Nothing was changed.')
    }
    if (flags.proof !== undefined) await this.#prove(server, flags.proof, flags.to ?? '')
    if (flags.confirm === undefined) await askToType(server.name, `to delete it for good (${arn.arn})`, this.signal)
    await deleteServer(plane, arn)
    const kept = `What lies in ${server.artifactStore ?? 'its store'} stays.`
    if (!flags.wait)
      return this.finish({ exitCode: exitCodes.done, server }, `${server.name} is being deleted. ${kept}`)
    const result = await this.waiting(server, async (options) => {
      await waitUntilGone(plane, arn, options)
      return { ...server, status: 'Deleted' }
    })
    return this.finish(result, `${server.name} is ${result.server.status}. ${kept}`)
  }

  async #prove(server: ManagedServer, file: string, target: string): Promise<void> {
    const report = await readReport(file)
    const ends = { source: server.arn, target }
    checkProof(report, ends, undefined)
    if (server.stopped) {
      const hint = `Start it: mlferry sagemaker start ${server.arn}. Or give --without-proof.`
      throw noProof(`${server.name} is ${server.status}: when it was written last cannot be seen.`, hint)
    }
    const { lastWrite } = await import('../../delete/last-write.ts')
    const source = await this.openSource('FROM', server.arn)
    checkProof(report, ends, await lastWrite(source, this.signal))
    // A copy that is gone proves nothing.
    await this.openSource('TO', target)
  }
}

async function readReport(file: string): Promise<VerifyProof> {
  return readProof(
    await readFile(file, 'utf8').catch((error: Error) => {
      throw noProof(
        `The report cannot be read: ${error.message}`,
        'Give the file that mlferry verify names at its end.',
      )
    }),
  )
}
