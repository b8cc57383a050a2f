import { asMlferryError, MlferryError, type RegisteredModelHeader, type Unreadable } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { findModels, type ModelPlace } from './find-models.ts'
import { loadModel } from './load-model.ts'

/** A registered model without its versions: these are read again when they are asked for. */
export interface LocatedModel {
  readonly place: ModelPlace
  readonly header: RegisteredModelHeader
  /** Those that the export says it could not take. */
  readonly failedVersions: readonly JsonValue[]
}

/** Every registered model of the export, and those that are named but cannot be read. Prompts are left out. */
export async function* listModels(
  context: ReadContext,
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
      const { header, prompt, file } = await loadModel(place, context)
      const { id } = header.ref
      if (prompt) continue
      if (seen.has(id)) throw new MlferryError('ERR_EXPORT_DUPLICATE', `${label} has the name ${id} of another model`)
      seen.add(id)
      const { failed_versions: failed } = (file.info ?? {}) as JsonObject
      yield { place, header, failedVersions: Array.isArray(failed) ? failed : [] }
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${label} cannot be read`)
      yield { ref: { kind: 'registeredModel', id: place.folder }, error: wrapped }
    }
  }
}
