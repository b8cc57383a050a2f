import { MlferryError, type ModelVersionFields, type Source } from '@mlferry/core'

export interface OnlyVersionOptions {
  /** undefined: the only one there is. */
  readonly model: string | undefined
  readonly signal: AbortSignal
}

/** The number of the one version that a source holds. One that cannot be read counts too. */
export async function onlyVersion(source: Source, { model, signal }: OnlyVersionOptions): Promise<number> {
  const found: number[] = []
  for await (const page of source.list('registeredModel', model === undefined ? {} : { ids: [model] }, signal)) {
    for (const { ref } of page) {
      for await (const versions of source.list('modelVersion', { scopes: [ref] }, signal)) {
        for (const listed of versions) found.push(numberOf(listed))
      }
    }
  }
  const [number] = found
  if (number !== undefined && found.length === 1) return number
  if (number === undefined) throw new MlferryError('ERR_NOT_FOUND', `There is no version in ${source.label}.`)
  throw new MlferryError('ERR_MORE_THAN_ONE', `${source.label} holds more than one version.`, {
    hint: 'Name one with --version, or import the whole model.',
  })
}

function numberOf(listed: { readonly ref: { readonly id: string }; readonly fields?: object }): number {
  const { version } = (listed.fields ?? {}) as Partial<ModelVersionFields>
  return version ?? Number(listed.ref.id.slice(listed.ref.id.lastIndexOf('/') + 1))
}
