import { MlferryError, redact } from '@mlferry/core'

const serve = (uri: string) =>
  `Start a server over it and give its address: mlflow server --backend-store-uri ${uri} --port 5000, then http://localhost:5000.`

/** Addresses that MLflow takes and mlferry does not: what they are, and what to do instead. */
const stores: readonly (readonly [address: RegExp, what: string, instead: (uri: string) => string])[] = [
  [/^(?:sqlite|postgres(?:ql)?|mysql|mssql)(?:\+[\w-]+)?:/i, "a database of MLflow's", serve],
  [/^file:/i, "a folder of MLflow's file store", serve],
  [
    /^databricks(?:-uc)?(?::|$)/i,
    'a Databricks workspace',
    () =>
      'Export it with mlflow-export-import (export-all --output-dir out), and then: mlferry import all --input-dir out.',
  ],
]

/** An end that cannot be opened, as an error that says what to do instead; undefined for anything else. */
export function unsupportedStore(address: string): MlferryError | undefined {
  const uri = redact(address)
  const [, what, instead] = stores.find(([pattern]) => pattern.test(address)) ?? []
  if (what === undefined || instead === undefined) return undefined
  const message = `${uri} is ${what}: mlferry reads and writes tracking servers and export directories.`
  return new MlferryError('ERR_STORE_UNSUPPORTED', message, { hint: instead(uri) })
}
