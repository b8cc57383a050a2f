import { type Header, isUnreadable, type Source, wrapSource } from '@mlferry/core'

/** Kinds whose names have to differ within one workspace, and the parts that carry the name of what holds them. */
const named: ReadonlySet<string> = new Set(['experiment', 'registeredModel', 'modelVersion', 'prompt', 'promptVersion'])

/** The same source with a text before the names that have to differ at the target. Fingerprints stay those of the source. */
export function prefixNames(source: Source, prefix: string): Source {
  return wrapSource(source, {
    async *list(kind, query, signal) {
      for await (const page of source.list(kind, query, signal)) {
        yield page.map((listed) => (isUnreadable(listed) || !named.has(kind) ? listed : withPrefix(listed, prefix)))
      }
    },
  })
}

function withPrefix(header: Header, prefix: string): Header {
  return { ...header, fields: { ...header.fields, name: `${prefix}${header.fields.name}` } }
}
