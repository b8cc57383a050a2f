import { MlferryError } from '../errors/mlferry-error.ts'
import { redact } from '../errors/redact.ts'

const serve = (uri: string) =>
  `Start a server over it and give its address: mlflow server --backend-store-uri ${uri} --port 5000, then http://localhost:5000.`

/** Addresses that MLflow takes and mlferry does not: what they are, and what to do instead. */
const known: readonly (readonly [address: RegExp, what: string, instead: (uri: string) => string])[] = [
  [/^(?:sqlite|postgres(?:ql)?|mysql|mssql)(?:\+[\w-]+)?:/i, "a database of MLflow's", serve],
  [/^file:/i, "a folder of MLflow's file store", serve],
  [
    /^databricks(?:-uc)?(?::|$)/i,
    'a Databricks workspace',
    () => 'Export it with mlflow-export-import (export-all --output-dir out), and give the folder `out` as the source.',
  ],
]

/** ERR_STORE_UNSUPPORTED for an address that no store takes: which stores there are, and what to do instead. */
export function unsupportedStore(
  address: string,
  stores: readonly { readonly name: string; readonly addresses: string }[],
): MlferryError {
  const uri = redact(address, 500)
  const [, what, instead] = known.find(([pattern]) => pattern.test(address)) ?? []
  const all = stores.map(({ name, addresses }) => `${name} (${addresses})`).join(', ') || 'none'
  const is = what === undefined ? 'is the address of no store' : `is ${what}`
  return new MlferryError('ERR_STORE_UNSUPPORTED', `${uri} ${is}; the stores are: ${all}.`, {
    hint:
      instead?.(uri) ??
      'Give one of these addresses, or install the plugin that brings the store or the way to sign in: mlferry plugins install.',
  })
}
