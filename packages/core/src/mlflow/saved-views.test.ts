import { deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { unpackView, viewLinks, withViewLinks } from './saved-views.ts'

const [run, other, model] = ['a'.repeat(32), 'b'.repeat(32), `m-${'c'.repeat(32)}`]
const state = (first: string) =>
  `{"runsPinned":["${first}"],"runsVisibilityMap":{"${other}":false}, "q": "größe ${model}", "n": 1.0}`
const shared = 'mlflow.sharedViewState.abc'
const traces = 'mlflow.tracesV4ViewState.x'

test('views name runs and models, plain and packed; each id is told by its place', () => {
  const tags = new Map([
    [shared, pack(state(run))],
    [traces, JSON.stringify({ name: 'mine', state: pack(`{"q":"run_id = '${run}'"}`) })],
    ['note', run],
  ])
  expect(viewLinks(tags)).toEqual([
    { field: 'viewRuns', to: { kind: 'run', id: run }, data: { view: shared, at: 0 } },
    { field: 'viewRuns', to: { kind: 'run', id: other }, data: { view: shared, at: 1 } },
    { field: 'viewModels', to: { kind: 'loggedModel', id: model }, data: { view: shared, at: 2 } },
    { field: 'viewRuns', to: { kind: 'run', id: run }, data: { view: traces, at: 0 } },
  ])
})

test('other ids are put in place, and every other byte of the JSON stays', () => {
  const [to, view] = [{ kind: 'run', id: 'd'.repeat(32) }, JSON.stringify({ state: pack(state(run)) })]
  const tags = new Map([
    [shared, pack(state(run))],
    [traces, view],
    ['mlflow.traceViewState.y', state(run)],
  ])
  const links = [...tags.keys()].map((view) => ({ field: 'viewRuns', to, data: { view, at: 0 } }))

  const changed = withViewLinks(tags, links)

  expect(inflate(changed.get(shared))).toBe(state(to.id))
  expect(unpackView(changed.get(traces) ?? '')).toBe(`{"state":"${state(to.id)}"}`)
  expect(changed.get('mlflow.traceViewState.y')).toBe(state(to.id))
  expect(withViewLinks(changed, links)).toEqual(changed)
})

test('what names nothing, or cannot be read, stays to the byte', () => {
  const bomb = `deflate;${deflateSync(`{"a":"${' '.repeat(2 << 20)}${run}"}`).toString('base64')}`
  for (const value of [bomb, 'deflate;AAAA', `{"a": "${run}"`, pack('{}').replace('=', ''), pack(pack(state(run)))]) {
    const tags = new Map([[shared, value]])
    expect(viewLinks(tags)).toEqual([])
    expect(
      withViewLinks(tags, [{ field: 'viewRuns', to: { kind: 'run', id: other }, data: { view: shared, at: 0 } }]),
    ).toEqual(tags)
    expect(() => unpackView(value)).not.toThrow()
  }
})

function pack(text: string): string {
  // As the web page packs: not at the level that this does.
  return `deflate;${deflateSync(text, { level: 1 }).toString('base64')}`
}

function inflate(value = ''): string {
  return inflateSync(Buffer.from(value.slice('deflate;'.length), 'base64')).toString()
}
