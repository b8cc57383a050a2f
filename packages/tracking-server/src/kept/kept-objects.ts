import { openArtifactRoot } from '@mlferry/artifacts'
import {
  type ArtifactRoot,
  type Header,
  type Link,
  MlferryError,
  type OpenContext,
  type Part,
  type Query,
  type Ref,
  refKey,
  type Writer,
  type Written,
} from '@mlferry/core'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { type KeptName, readKeptName, safeName } from './kept-name.ts'
import { type KeptObject, readKeptObject, readParts } from './kept-object.ts'
import { type KeptPlace, KeptPlaces } from './kept-places.ts'
import type { KeptWay } from './kept-way.ts'
import { KeptWriter, relinkKept } from './write-kept.ts'

interface Listing {
  readonly query: Query
  /** Ids that the server holds itself. */
  readonly except: ReadonlySet<string>
}

interface Keeping {
  readonly opening: OpenContext
  /** Why the server does not hold it. */
  readonly reason: string
}

interface Found {
  readonly name: KeptName
  readonly path: string
  readonly place: KeptPlace
  readonly links: readonly Link[]
}

interface FilesOf extends Pick<Found, 'place' | 'links'> {
  readonly name: Pick<KeptName, 'key'>
}

/**
 * Objects of kinds that a server does not hold, kept as files of their experiment: from there they come back when the way leads on to
 * a server that holds them.
 */
export class KeptObjects {
  readonly #context: ServerContext
  readonly #places: KeptPlaces
  readonly #wayOf: (kind: string) => KeptWay | undefined
  /** Those that were listed, by kind and id. */
  readonly #found = new Map<string, Found>()
  /** Where the files are of those that were opened. */
  readonly #opened = new Map<string, ArtifactRoot>()

  constructor(context: ServerContext, wayOf: (kind: string) => KeptWay | undefined) {
    this.#context = context
    this.#places = new KeptPlaces(context)
    this.#wayOf = wayOf
  }

  has(ref: Ref): boolean {
    return this.#found.has(refKey(ref))
  }

  /** Whether anything of the kind is kept there. */
  async any(kind: string, query: Query): Promise<boolean> {
    return (await this.#placesFor(kind, query)).length > 0
  }

  async *list(kind: string, { query, except }: Listing, signal: AbortSignal): AsyncGenerator<readonly Header[]> {
    for (const place of await this.#placesFor(kind, query)) {
      const held = query.scopes !== undefined || this.#wayOf(kind) !== undefined
      const scope = held && { kind: 'experiment', id: place.experimentId }
      for (const named of await this.#names(place, signal)) {
        const { header } = await readKeptObject(place.index, named.path, signal)
        if (except.has(header.ref.id)) continue
        this.#note(named, header)
        if (query.ids && !query.ids.includes(header.ref.id)) continue
        yield [scope ? { ...header, scope } : header]
      }
    }
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      const found = this.#known(ref)
      const object = await readKeptObject(found.place.index, found.path, signal)
      yield* readParts(ref, object, found.place.contentOf(`${safeName(found.name.key)}/parts`), signal)
    }
  }

  async artifacts(ref: Ref, signal: AbortSignal): Promise<ArtifactRoot> {
    return this.#opened.get(refKey(ref)) ?? this.#files(ref.kind, this.#known(ref), signal)
  }

  async *written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Written[]> {
    for (const place of await this.#placesOf(kind, scopes)) {
      const scope = scopes ? { scope: { kind: 'experiment', id: place.experimentId } } : {}
      for (const named of await this.#names(place, signal)) {
        const { header, pending } = await readKeptObject(place.index, named.path, signal)
        this.#note(named, header)
        const { key, fingerprint } = named.name
        yield [{ key, target: header.ref, ...scope, ours: true, sealed: fingerprint, deleted: false, pending }]
      }
    }
  }

  async open(object: Header, { opening, reason }: Keeping, signal: AbortSignal): Promise<Writer> {
    const { kind } = object.ref
    const way = this.#wayOf(kind)
    const place = await this.#places.open(kind, opening.scope?.id)
    const known = this.#found.get(refKey(opening.earlier?.target ?? object.ref))
    // Where they are already, they stay: a version may point there.
    const files = await this.#files(kind, known ?? { name: opening, place, links: opening.links }, signal)
    this.#opened.set(refKey(object.ref), files)
    const context = this.#context
    const fieldsOf = async (resolved: readonly Link[]) =>
      way ? await way.fields(object, { folder: files.uri, resolved }, context, signal) : object.fields
    const edition = (known?.name.edition ?? 0) + 1
    return new KeptWriter({ object, opening, place, files, edition, fieldsOf, reason: way && reason, signal })
  }

  async relink(target: Ref, { resolved, pending }: RelinkLinks, signal: AbortSignal): Promise<void> {
    const found = this.#found.get(refKey(target))
    // Written by this job: the next one sees what still waits, and settles it.
    if (!found) return
    const object: KeptObject = await readKeptObject(found.place.index, found.path, signal)
    await relinkKept(object, { name: found.name, resolved, pending }, found.place, signal)
  }

  /** What is asked for by id alone may be in any experiment. */
  async #placesFor(kind: string, { scopes, ids }: Query): Promise<readonly KeptPlace[]> {
    if (ids && !scopes && this.#wayOf(kind)) return await this.#places.findAll(kind)
    return await this.#placesOf(kind, scopes)
  }

  async #placesOf(kind: string, scopes: readonly Ref[] | undefined): Promise<readonly KeptPlace[]> {
    const places = await Promise.all((scopes ?? [undefined]).map((scope) => this.#places.find(kind, scope?.id)))
    return places.filter((place) => place !== undefined)
  }

  #note(named: Omit<Found, 'links'>, { ref, links }: KeptObject['header']): void {
    this.#found.set(refKey(ref), { ...named, links })
  }

  async #names(place: KeptPlace, signal: AbortSignal): Promise<readonly Omit<Found, 'links'>[]> {
    const newest = new Map<string, Omit<Found, 'links'>>()
    for await (const { path } of place.index.list(signal)) {
      const name = readKeptName(path)
      if (name && name.edition > (newest.get(name.key)?.name.edition ?? 0)) newest.set(name.key, { name, path, place })
    }
    return [...newest.values()]
  }

  async #files(kind: string, { name, place, links }: FilesOf, signal: AbortSignal): Promise<ArtifactRoot> {
    const folder = await this.#wayOf(kind)?.folder({ key: name.key, links }, this.#context, signal)
    if (folder === undefined) return place.contentOf(`${safeName(name.key)}/files`)
    return lazyRoot(
      folder,
      () => openArtifactRoot(folder, this.#context),
      async () => {},
    )
  }

  #known(ref: Ref): Found {
    const found = this.#found.get(refKey(ref))
    if (found) return found
    throw new MlferryError('ERR_NOT_FOUND', `No ${ref.kind} ${ref.id} is kept at ${this.#context.label}.`)
  }
}
