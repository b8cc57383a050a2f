import { asMlferryError, MlferryError, type RegisteredModelHeader, type Unreadable } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { findModels } from './find-models.ts'
import { type LoadedModel, loadModel } from './load-model.ts'

/** A registered model without its versions, of which there may be many. */
export interface LocatedModel {
  readonly header: RegisteredModelHeader
  /** Versions that the export says it could not take. */
  readonly failedVersions: readonly JsonValue[]
}

/** Lists the registered models and those that cannot be read, without prompts. `keep` is called with the whole file of each. */
export async function* listModels(
  context: ReadContext,
  keep: (model: LoadedModel) => void,
  signal: AbortSignal,
): AsyncGenerator<LocatedModel | Unreadable> {
  const seen = new Set<string>()
  for (const place of await findModels(context)) {
    signal.throwIfAborted()
    if ('error' in place) {
      yield place
      continue
    }
    const label = `${place.label}model.json`
    try {
      const model = await loadModel(place, context)
      const { header, prompt, file } = model
      const { id } = header.ref
      if (prompt) continue
      if (seen.has(id)) throw new MlferryError('ERR_EXPORT_DUPLICATE', `${label} has the name ${id} of another model`)
      seen.add(id)
      const { failed_versions: failed } = (file.info ?? {}) as JsonObject
      keep(model)
      yield { header, failedVersions: Array.isArray(failed) ? failed : [] }
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${label} cannot be read`)
      yield { ref: { kind: 'registeredModel', id: place.folder }, error: wrapped }
    }
  }
}
