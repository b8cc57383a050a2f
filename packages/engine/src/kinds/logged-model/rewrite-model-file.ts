import type { RewriteContext } from '@mlferry/core'

/**
 * The file `MLmodel` names its run, its logged model and the folder it lies in: these become the target's, every other byte stays.
 * The copy of it that registries keep under `metadata/` is a record and is left alone.
 */
export function rewriteModelFile(
  path: string,
  context: RewriteContext,
): ((bytes: Uint8Array) => Uint8Array) | undefined {
  const parts = path.split('/')
  if (parts.at(-1) !== 'MLmodel' || parts.at(-2) === 'metadata') return undefined
  // latin1 keeps every byte as it is, whatever the text's encoding; ids and addresses are ASCII.
  return (bytes) => Buffer.from(rewriteText(Buffer.from(bytes).toString('latin1'), context), 'latin1')
}

const idField = /^(run_id|model_id|model_uuid|artifact_path): *(['"]?)([^'"\r\n]+)\2/gm

function rewriteText(text: string, context: RewriteContext): string {
  return text.replace(idField, (line: string, field: string, _quote: string, value: string) => {
    const mapped = field === 'artifact_path' ? mapAddress(value, context) : mapId(field, value, context)
    return mapped === undefined ? line : line.replace(value, () => mapped)
  })
}

function mapId(field: string, id: string, { idOf }: RewriteContext): string | undefined {
  return idOf({ kind: field === 'run_id' ? 'run' : 'loggedModel', id: id.trim() })?.id
}

function mapAddress(address: string, { from, to }: RewriteContext): string | undefined {
  return from !== '' && address.startsWith(from) ? to + address.slice(from.length) : undefined
}
