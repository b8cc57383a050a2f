import { deflateSync, inflateSync } from 'node:zlib'
import { parseJson } from '@mlferry/exact-json'
import type { Link } from '../objects/ref.ts'

/** What the links of saved views point at. */
export const viewLinkKinds: Readonly<Record<string, string>> = { viewRuns: 'run', viewModels: 'loggedModel' }

/** Tags of an experiment in which MLflow's web page saves a view of it: JSON, or JSON in `deflate;` and base64, that one in the other too. */
const viewTag = /^mlflow\.(sharedViewState|traceViewState|tracesV4ViewState|customView\.view\.v1)\./
const idOrPacked = /deflate;[A-Za-z0-9+/]+={0,2}|(?<![\w-])(?:m-)?[0-9a-f]{32}(?![\w-])/g

/** The largest state that is unpacked, in bytes: a tag holds 20,000 characters. */
const largest = 1 << 20

/** The runs and logged models that saved views name: pinned, hidden, filtered for. `at` counts the ids of a view. */
export function viewLinks(tags: ReadonlyMap<string, string>): Link[] {
  return [...tags].flatMap(([view, value]) => {
    const links: Link[] = []
    const note = (id: string, at: number) => {
      const field = id.startsWith('m-') ? 'viewModels' : 'viewRuns'
      links.push({ field, to: { kind: viewLinkKinds[field] ?? '', id }, data: { view, at } })
      return id
    }
    if (viewTag.test(view)) changeIds(value, note)
    return links
  })
}

/** Tags in which the views name what the links do. Views that name nothing else than before stay as they are, to the byte. */
export function withViewLinks(tags: ReadonlyMap<string, string>, links: readonly Link[]): Map<string, string> {
  const byView = Map.groupBy(links, ({ data }) => data?.view)
  return new Map(
    [...tags].map(([view, value]) => {
      const ids = new Map(byView.get(view)?.map(({ to, data }) => [data?.at, to.id]))
      return [view, ids.size > 0 ? changeIds(value, (id, at) => ids.get(at) ?? id) : value]
    }),
  )
}

export function isViewTag(key: string): boolean {
  return viewTag.test(key)
}

/** What a view says, with nothing packed in it: packers differ in their bytes. */
export function unpackView(value: string): string {
  return changeIds(
    value,
    (id) => id,
    (_, text) => text,
  )
}

/** The value with other ids; one that cannot be read stays as it is. */
function changeIds(
  value: string,
  change: (id: string, at: number) => string,
  pack: (packed: string, text: string) => string = repack,
): string {
  let at = 0
  const inText = (text: string): string =>
    text.replace(idOrPacked, (found) => {
      if (!found.startsWith(prefix)) return change(found, at++)
      const unpacked = unpack(found)
      return unpacked === undefined ? found : pack(found, inText(unpacked))
    })
  return isReadable(value) ? inText(value) : value
}

const prefix = 'deflate;'

function repack(packed: string, text: string): string {
  return text === unpack(packed) ? packed : prefix + deflateSync(text).toString('base64')
}

function unpack(packed: string): string | undefined {
  try {
    const text = inflateSync(Buffer.from(packed.slice(prefix.length), 'base64'), {
      maxOutputLength: largest,
    }).toString()
    // A state holds no other one: what would unpack for ever is none.
    return text.includes(prefix) ? undefined : text
  } catch {
    return undefined
  }
}

function isReadable(value: string): boolean {
  try {
    parseJson(value.startsWith(prefix) ? (unpack(value) ?? '') : value)
    return true
  } catch {
    return false
  }
}
