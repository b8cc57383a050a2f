import { type ArtifactRoot, MlferryError, readBounded } from '@mlferry/core'
import { type JsonValue, type ParseJsonOptions, parseJson } from '@mlferry/exact-json'

/** Such a file is held in memory whole, bytes. */
const largest = 256 * 2 ** 20

/** A JSON file of MLflow's or ours among the artifacts, whose size nobody listed. */
export async function readJsonArtifact(
  root: ArtifactRoot,
  path: string,
  signal: AbortSignal,
  options?: ParseJsonOptions,
): Promise<JsonValue> {
  const bytes = await readBounded(root.open(path, { start: 0 }, signal), largest, () => {
    return new MlferryError('ERR_ANSWER_TOO_LARGE', `The artifact ${path} has over ${largest} bytes of JSON.`)
  })
  return parseJson(bytes, options)
}
