import { type Header, modelVersionId, type ObjectKind, type PromptVersionFields } from '@mlferry/core'
import { aliasesSetLater, modelVersionKind } from '../model-version/model-version-kind.ts'

/** Recognised by the name of its prompt and its number. The target gives numbers in turn, so versions go in numeric order. */
export const promptVersionKind: ObjectKind<PromptVersionFields> = {
  name: 'promptVersion',
  plural: 'prompt versions',
  scope: 'prompt',
  identity: title,
  links: { runs: { to: 'run', at: 'link' } },
  settled: () => true,
  setLater: aliasesSetLater,
  deleted: () => false,
  title,
  numbered: true,
  ...(modelVersionKind.order ? { order: modelVersionKind.order } : {}),
}

function title(header: Header<PromptVersionFields>): string {
  const { name, version } = header.fields
  return modelVersionId(name, version)
}
