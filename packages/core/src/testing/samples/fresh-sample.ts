import { fingerprintOf } from '../../objects/fingerprint-of.ts'
import { modelVersionId } from '../../objects/model-version.ts'
import type { SampleObject } from '../sample-objects.ts'

/** Another object like this one: with an id, a name or a number of its own, in the same place. */
export function freshSample(sample: SampleObject, number: number): SampleObject {
  const { header, key } = sample
  const { ref } = header
  const known = header.fields
  if (known.version !== undefined) {
    const id = modelVersionId(known.name ?? '', known.version + number)
    const fields = { ...header.fields, version: known.version + number, aliases: [] }
    return { ...sample, key: id, header: withPrint({ ...header, ref: { ...ref, id }, fields }) }
  }
  const fields = known.name === undefined ? header.fields : { ...header.fields, name: `${known.name}-${number}` }
  const isName = ref.id === known.name
  const digits = String(number).padStart(4, '0')
  const ownId = ref.id.length < 8 ? `${ref.id}${number}` : `${ref.id.slice(0, -4)}${digits}`
  const id = isName ? `${known.name}-${number}` : ownId
  const own = key === ref.id ? id : key.replace(/^[^\n]*/, (name) => `${name}-${number}`)
  return { ...sample, key: own, header: withPrint({ ...header, ref: { ...ref, id }, fields }) }
}

function withPrint(header: SampleObject['header']): SampleObject['header'] {
  return { ...header, fingerprint: fingerprintOf(header) }
}
