import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface LoadModelsOptions {
  /** Only these registered models. Default: all. */
  readonly names?: readonly string[]
  /** What each model predicts from. Default: `[1, 2.5]`. */
  readonly input?: unknown
  /** The input becomes an array of floating-point numbers, as a model whose signature has a tensor takes it. */
  readonly array?: boolean
  /** Folders of model files on this disk, loaded too. */
  readonly folders?: readonly string[]
}

/**
 * What every version of the registered models predicts, by `name/number` and by `name@alias`, loaded as a user does it:
 * `mlflow.pyfunc.load_model('models:/name/1')`. A model that cannot be loaded has `{ error }`.
 */
export async function loadModels(
  server: ServerAddress,
  { names, input = [1, 2.5], array = false, folders = [] }: LoadModelsOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await runServerScript('load_models.py', server, { names: names ?? null, input, array, folders }))
}
