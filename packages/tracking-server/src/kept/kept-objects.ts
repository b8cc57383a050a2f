import {
  type ArtifactRoot,
  type Header,
  MlferryError,
  type OpenContext,
  type Part,
  type Query,
  type Ref,
  refKey,
  type Writer,
  type Written,
} from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { type KeptName, readKeptName, safeName } from './kept-name.ts'
import { type KeptObject, readKeptObject, readParts } from './kept-object.ts'
import { type KeptPlace, KeptPlaces } from './kept-places.ts'
import { KeptWriter, relinkKept } from './write-kept.ts'

interface Listing {
  readonly query: Query
  /** Ids that the server holds itself. */
  readonly except: ReadonlySet<string>
}

interface Found {
  readonly name: KeptName
  readonly path: string
  readonly place: KeptPlace
}

/**
 * Objects of kinds that a server does not hold, kept as files of their experiment: from there they come back when the way leads on to
 * a server that holds them.
 */
export class KeptObjects {
  readonly #places: KeptPlaces
  readonly #label: string
  /** Those that were listed, by kind and id. */
  readonly #found = new Map<string, Found>()

  constructor(context: ServerContext) {
    this.#places = new KeptPlaces(context)
    this.#label = context.label
  }

  has(ref: Ref): boolean {
    return this.#found.has(refKey(ref))
  }

  /** Whether anything of the kind is kept there. */
  async any(kind: string, scope: Ref | undefined): Promise<boolean> {
    return (await this.#places.find(kind, scope?.id)) !== undefined
  }

  async *list(kind: string, { query, except }: Listing, signal: AbortSignal): AsyncGenerator<readonly Header[]> {
    const { scope, ids } = query
    const place = await this.#places.find(kind, scope?.id)
    if (!place) return
    for (const found of await this.#names(place, signal)) {
      const { header } = await readKeptObject(place.index, found.path, signal)
      if (except.has(header.ref.id)) continue
      this.#found.set(refKey(header.ref), found)
      if (!ids || ids.includes(header.ref.id)) yield [scope ? { ...header, scope } : header]
    }
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      const found = this.#known(ref)
      const object = await readKeptObject(found.place.index, found.path, signal)
      yield* readParts(ref, object, this.#content(found, 'parts'), signal)
    }
  }

  artifacts({ ref }: Header): ArtifactRoot {
    return this.#content(this.#known(ref), 'files')
  }

  async *written(kind: string, scope: Ref | undefined, signal: AbortSignal): AsyncGenerator<readonly Written[]> {
    const place = await this.#places.find(kind, scope?.id)
    if (!place) return
    for (const found of await this.#names(place, signal)) {
      const { header, pending } = await readKeptObject(place.index, found.path, signal)
      this.#found.set(refKey(header.ref), found)
      const { key, fingerprint } = found.name
      yield [{ key, target: header.ref, ours: true, sealed: fingerprint, deleted: false, pending }]
    }
  }

  async open(object: Header, opening: OpenContext, signal: AbortSignal): Promise<Writer> {
    const place = await this.#places.open(object.ref.kind, opening.scope?.id)
    const edition = (this.#found.get(refKey(opening.earlier?.target ?? object.ref))?.name.edition ?? 0) + 1
    return new KeptWriter({ object, opening, place, edition, signal })
  }

  async relink(target: Ref, { resolved, pending }: RelinkLinks, signal: AbortSignal): Promise<void> {
    const found = this.#found.get(refKey(target))
    // Written by this job: the next one sees what still waits, and settles it.
    if (!found) return
    const object: KeptObject = await readKeptObject(found.place.index, found.path, signal)
    await relinkKept(object, { name: found.name, resolved, pending }, found.place, signal)
  }

  async #names(place: KeptPlace, signal: AbortSignal): Promise<readonly Found[]> {
    const newest = new Map<string, Found>()
    for await (const { path } of place.index.list(signal)) {
      const name = readKeptName(path)
      if (name && name.edition > (newest.get(name.key)?.name.edition ?? 0)) newest.set(name.key, { name, path, place })
    }
    return [...newest.values()]
  }

  #content({ name, place }: Found, part: 'parts' | 'files'): ArtifactRoot {
    return place.contentOf(`${safeName(name.key)}/${part}`)
  }

  #known(ref: Ref): Found {
    const found = this.#found.get(refKey(ref))
    if (found) return found
    throw new MlferryError('ERR_NOT_FOUND', `No ${ref.kind} ${ref.id} is kept at ${this.#label}.`)
  }
}
