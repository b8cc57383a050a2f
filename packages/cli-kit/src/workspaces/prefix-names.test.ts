import { MemoryStore, type SampleObject, samplesOfEveryKind, testSource } from '@mlferry/core/testing'
import { prefixNames } from './prefix-names.ts'

const named = ['experiment', 'registeredModel', 'modelVersion', 'prompt', 'promptVersion']

testSource({
  name: 'a workspace with its name before those of what it holds',
  async open() {
    const store = new MemoryStore()
    for (const { header, chunks, files, rows } of samplesOfEveryKind()) store.add(header, chunks, files, rows)
    return prefixNames(store, 'team-')
  },
  samples: samplesOfEveryKind().map((sample) => (named.includes(sample.header.ref.kind) ? withPrefix(sample) : sample)),
})

function withPrefix({ header, ...content }: SampleObject): SampleObject {
  const { name } = header.fields as { readonly name: string }
  return { ...content, header: { ...header, fields: { ...header.fields, name: `team-${name}` } } }
}
