import type { LoggedModelHeader, OpenContext, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { writeObject } from '../sealed/object-writer.ts'
import { wholeFile } from '../sealed/whole-file.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { loggedModelStanza, loggedModelText } from './logged-model-text.ts'

export interface LoggedModelWriting {
  readonly header: LoggedModelHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a logged model for writing. */
export async function writeLoggedModel({ header, context, experiment, system }: LoggedModelWriting): Promise<Writer> {
  return await writeObject({
    header,
    context,
    objects: experiment.loggedModels,
    artifactUri: header.fields.artifactUri,
    stanza: (seal) => ({ ...seal, ...loggedModelStanza(header) }),
    begin: (path) => wholeFile(path, (stanza) => loggedModelText(header, { stanza, system })),
  })
}
