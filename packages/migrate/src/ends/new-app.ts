import { findingLines } from '@mlferry/cli-kit'
import type { ControlPlane } from '@mlferry/sagemaker'

/** What a new App needs. */
export interface NewApp {
  readonly name: string
  readonly artifactStore: string
  readonly role: string
  /** Default: that of the AWS settings. */
  readonly region?: string
}

interface MakeOptions {
  readonly app: NewApp
  /** An earlier start may have asked for it already. */
  readonly maybeAsked: boolean
  /** Called once nothing stands in its way, before it is asked for. */
  readonly beforeAsking: () => Promise<void>
  readonly note: (line: string) => void
}

/** Looks at what a creation would fail of, makes the App, waits until it can be used, and resolves to its ARN. One that an earlier start asked for is taken up. */
export async function makeApp(plane: ControlPlane, options: MakeOptions): Promise<string> {
  const { app, maybeAsked, beforeAsking, note } = options
  const sagemaker = await import('@mlferry/sagemaker')
  const input = {
    Name: app.name,
    ArtifactStoreUri: app.artifactStore,
    RoleArn: app.role,
    Tags: [sagemaker.createdTag],
  }
  const asked = maybeAsked ? await sagemaker.findCreatedApp(plane, input) : undefined
  if (asked) note(`The App ${app.name} was asked for already: ${asked.arn}`)
  else {
    await sagemaker.refuseUnfitApp(plane, input, (finding) => note(findingLines(finding, process.stderr)))
    await beforeAsking()
  }
  const arn = asked ?? (await sagemaker.createApp(plane, input))
  if (!asked) note(`Asked for ${arn.arn}`)
  await sagemaker.waitForServer(plane, arn, { onWaiting: sagemaker.waitingLine(note) })
  return arn.arn
}
