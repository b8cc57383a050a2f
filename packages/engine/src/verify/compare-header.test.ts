import { deflateSync } from 'node:zlib'
import type { Header } from '@mlferry/core'
import { expect, test } from 'vitest'
import { experimentKind } from '../kinds/experiment/experiment-kind.ts'
import { compareHeader } from './compare-header.ts'

const view = 'mlflow.sharedViewState.abc'
const [run, copy] = ['a'.repeat(32), 'b'.repeat(32)]

test('saved views are equal when they say the same of the copies, however they are packed', () => {
  const source = experiment(pack(`{"runsPinned":["${run}"]}`, 1))
  expect(differences(source, experiment(pack(`{"runsPinned":["${copy}"]}`, 9)))).toEqual([])
  expect(differences(source, source)).toMatchObject([{ field: `tags.${view}` }])
  expect(differences(source, experiment(pack(`{"runsHidden":["${copy}"]}`, 9)))).toMatchObject([
    { field: `tags.${view}`, source: `{"runsPinned":["${copy}"]}`, target: `{"runsHidden":["${copy}"]}` },
  ])
})

function differences(source: Header, target: Header) {
  const fitted = { header: source, problems: [], renamed: new Map(), overflow: undefined }
  const pair = { kind: experimentKind, source, target, fitted, mapText: (text: string) => text.replaceAll(run, copy) }
  return compareHeader(pair as never, { fields: {} }).differences
}

function experiment(value: string): Header {
  const fields = { name: 'churn', tags: new Map([[view, value]]) } as never
  return { ref: { kind: 'experiment', id: '1' }, fields, links: [], fingerprint: '' }
}

function pack(text: string, level: number): string {
  return `deflate;${deflateSync(text, { level }).toString('base64')}`
}
