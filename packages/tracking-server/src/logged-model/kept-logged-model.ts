import type { ArtifactRoot, Header, LoggedModelFields, Ref } from '@mlferry/core'
import { plainName, safeName } from '../kept/kept-name.ts'
import type { KeptWay } from '../kept/kept-way.ts'
import { findRun } from '../run/written-runs.ts'
import { addressBelow } from '../server/address-below.ts'

/** Below the artifacts of its source run: where the files of a logged model lie that the server does not hold. */
export const keptModelsFolder = 'mlferry/logged-model/'

/** A server before 3.0 loads models from the artifacts of runs: there the files of a logged model are of use. */
export const keptLoggedModel: KeptWay<LoggedModelFields> = {
  async folder({ key, links }, { client }, signal) {
    const runId = sourceRun({ links })
    if (runId === undefined) return undefined
    const { artifact_uri = '' } = (await client.runs.get({ runId, signal })).info
    return addressBelow(artifact_uri, keptModelsFolder + safeName(key))
  },

  async fields(object, { folder, resolved }, context, signal) {
    const { fields } = object
    const [from, here] = [sourceRun(object), sourceRun({ links: resolved })]
    const runs = new Map<string, string>()
    for (const id of new Set(fields.metrics.map(({ runId }) => runId))) {
      const known = id === from ? here : (await findRun(id, context, signal))?.target.id
      runs.set(id, known ?? id)
    }
    const metrics = fields.metrics.map((metric) => ({ ...metric, runId: runs.get(metric.runId) ?? metric.runId }))
    return { ...fields, artifactUri: folder, metrics }
  },
}

/** The artifacts of a run without the files of logged models that are kept there: these are objects of their own. */
export function withoutKeptModels(root: ArtifactRoot): ArtifactRoot {
  // In all else it is that root, so that a target can still take files from where they lie.
  return Object.assign(Object.create(root), {
    async *list(signal: AbortSignal) {
      for await (const file of root.list(signal)) if (!file.path.startsWith(keptModelsFolder)) yield file
    },
  })
}

/** The kept logged model that these files belong to; undefined: none. */
export function keptModelAt(address: string): Ref | undefined {
  const [, inRun, inExperiment] =
    /\/mlferry\/(?:logged-model\/([^/]+)|kept\/loggedModel-content\/([^/]+)\/files)\/?$/.exec(address) ?? []
  const name = inRun ?? inExperiment
  return name === undefined ? undefined : { kind: 'loggedModel', id: plainName(name) }
}

function sourceRun({ links }: Pick<Header, 'links'>): string | undefined {
  return links.find(({ field }) => field === 'sourceRun')?.to.id
}
