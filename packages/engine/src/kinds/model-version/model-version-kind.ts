import { type Header, type ModelVersionFields, modelVersionId, type ObjectKind } from '@mlferry/core'
import { rewriteModelFile } from '../logged-model/rewrite-model-file.ts'

/** Recognised by the name of its model and its number. The target gives numbers in turn, so versions go in numeric order. */
export const modelVersionKind: ObjectKind<ModelVersionFields> = {
  name: 'modelVersion',
  plural: 'model versions',
  scope: 'registeredModel',
  identity: (header) => modelVersionId(header.fields.name, header.fields.version),
  notedIdentity,
  links: {
    run: { to: 'run', at: 'open' },
    model: { to: 'loggedModel', at: 'open', holdsFiles: true },
    files: { to: 'run', at: 'open', holdsFiles: true },
  },
  needs: [
    { says: 'the run that it names', kinds: ['run'], links: ['run', 'files'] },
    { says: 'the logged model that it was made from', kinds: ['loggedModel'], links: ['model'] },
  ],
  startedAt: (header) => (header.links.length > 0 ? undefined : header.fields.creationTime),
  fields: {
    source: { compare: 'mapped' },
    artifactUri: { compare: 'mapped', whereKnown: true },
    'tags.mlflow_exim.*': { compare: 'exact', mayBeAdded: true },
  },
  partlyListed: true,
  settled: () => true,
  setLater: (header) => [...(header.fields.stage === 'None' ? [] : ['stage']), ...aliasesSetLater(header)],
  deleted: () => false,
  title: (header) => modelVersionId(header.fields.name, header.fields.version),
  numbered: true,
  order: byNumber,
  rewrite: rewriteModelFile,
}

/** Of a version of a model or of a prompt. */
export function aliasesSetLater({ fields }: Header<Pick<ModelVersionFields, 'aliases'>>): readonly string[] {
  return fields.aliases.map((alias) => `alias ${alias}`)
}

/** The Python tool gives versions new numbers. */
function notedIdentity(copy: Header<ModelVersionFields>): string | undefined {
  const { tags } = copy.fields
  const [name, number] = [tags.get('mlflow_exim.field.name'), tags.get('mlflow_exim.field.version')]
  return name === undefined || number === undefined ? undefined : modelVersionId(name, number)
}

function byNumber(items: Iterable<Pick<Header, 'ref'>>): readonly number[] {
  const numbers = Array.from(items, ({ ref }) => Number(ref.id.slice(ref.id.lastIndexOf('/') + 1)))
  return [...numbers.keys()].sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0))
}
