import { redact, type Store, type StoreFacts } from '@mlferry/core'

type Named = Pick<Store, 'label'> & Pick<StoreFacts, 'version'>

/** What tells one end from all others. */
export type AddressedEnd = Named & Pick<StoreFacts, 'registry'>

/** The address of an end, with that of its registry where another server has it. */
export function endAddress({ label, registry }: AddressedEnd): string {
  return registry === undefined ? label : `${label}, registry ${registry.label}`
}

/** The same for the user to read, with versions and without secrets. */
export function endLabel(end: AddressedEnd): string {
  const { registry } = end
  return registry === undefined ? serverLabel(end) : `${serverLabel(end)}, registry ${serverLabel(registry)}`
}

function serverLabel({ label, version }: Named): string {
  return redact(version === undefined ? label : `${label} (MLflow ${version})`)
}
