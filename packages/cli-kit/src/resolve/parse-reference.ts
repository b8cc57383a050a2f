import { parsePage } from './parse-page.ts'
import type { Reference } from './reference.ts'

export function parseReference(text: string): Reference {
  const [, run, path = ''] = /^runs:\/+([^/]+)(\/.*)?$/s.exec(text) ?? []
  if (run !== undefined) return { kind: 'run', id: run, write: (id) => `runs:/${id}${path}` }
  const [, model, rest = ''] = /^models:\/+(m-[0-9a-f]{32})(\/.*)?$/s.exec(text) ?? []
  if (model !== undefined) return { kind: 'loggedModel', id: model, write: (id) => `models:/${id}${rest}` }
  const [, name, version] = /^models:\/+(.+)\/(\d+)$/s.exec(text) ?? []
  if (name !== undefined) return { kind: 'modelVersion', id: `${name}/${version}`, write: (id) => `models:/${id}` }
  const [, aliased, alias] = /^models:\/+(.+)@([^@]+)$/s.exec(text) ?? []
  if (aliased !== undefined) return { kind: 'registeredModel', id: aliased, write: (id) => `models:/${id}@${alias}` }
  return parsePage(text) ?? { kind: undefined, id: text, write: (id) => id }
}
