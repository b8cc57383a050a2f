import { type Header, Spool } from '@mlferry/core'
import { MemoryStore, type SampleObject, samplesOfEveryKind, testSource } from '@mlferry/core/testing'
import { sourceWithoutContent } from './dry-run/source-without-content.ts'
import { selectObjects } from './inventory/select-objects.ts'
import type { Selection } from './inventory/selection.ts'
import { objectKinds } from './kinds/object-kinds.ts'

const { signal } = new AbortController()
const experiments: Selection = { experiments: ['contract/*'], includeDeleted: true }

testSource({ name: 'a dry run', open: async () => sourceWithoutContent(filled()), withoutContent: true })

testSource({ name: 'a selection of nothing', open: () => selected({}) })

testSource({
  name: 'a selection of experiments',
  open: () => selected(experiments),
  samples: samplesOfEveryKind().filter((sample) => isHeld(sample) || sample.header.ref.kind === 'evaluationDataset'),
})

testSource({
  name: 'a selection of runs alone',
  open: () => selected({ objects: { kind: 'run' }, includeDeleted: true }, { only: true }),
  samples: samplesOfEveryKind().filter(({ header: { ref } }) => ref.kind === 'run' || ref.id === '41'),
})

testSource({
  name: 'a selection of versions',
  open: () => selected({ versions: [3], latestVersions: true }),
  samples: samplesOfEveryKind().filter(({ header }) => !isOtherVersion(header)),
})

function filled(): MemoryStore {
  const store = new MemoryStore()
  for (const { header, chunks, files, rows } of samplesOfEveryKind()) store.add(header, chunks, files, rows)
  return store
}

async function selected(selection: Selection, { only = false } = {}) {
  const context = { source: filled(), kinds: objectKinds, notCarried: [], selection, only, spool: new Spool(), signal }
  return (await selectObjects(context)).source
}

function isHeld({ header: { ref, scope } }: SampleObject): boolean {
  return ref.kind === 'experiment' || scope?.kind === 'experiment'
}

function isOtherVersion({ ref, fields }: Header): boolean {
  return ref.kind === 'modelVersion' && (fields as { readonly version: number }).version !== 3
}
