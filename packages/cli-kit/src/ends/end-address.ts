import { redact } from '@mlferry/core'

interface NamedServer {
  readonly label: string
  readonly version?: string | undefined
}

/** What tells one end from all others. */
export interface AddressedEnd extends NamedServer {
  /** The server of the model registry, where that is another one. */
  readonly registry?: NamedServer | undefined
}

/** The address of an end, with that of its registry where another server has it. */
export function endAddress({ label, registry }: AddressedEnd): string {
  return registry === undefined ? label : `${label}, registry ${registry.label}`
}

/** The same for the user to read, with versions and without secrets. */
export function endLabel(end: AddressedEnd): string {
  const { registry } = end
  return registry === undefined ? serverLabel(end) : `${serverLabel(end)}, registry ${serverLabel(registry)}`
}

function serverLabel({ label, version }: NamedServer): string {
  return redact(version === undefined ? label : `${label} (MLflow ${version})`)
}
