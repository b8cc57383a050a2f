import type { Listed, ObjectKind } from '@mlferry/core'

type Page = readonly Listed[]

/** Gives nothing where there is nothing to ask. */
type List = (kind: ObjectKind, signal: AbortSignal) => AsyncIterable<Page> | undefined

interface Begun {
  readonly first: Promise<IteratorResult<Page>>
  readonly rest: AsyncIterator<Page>
}

/** Listings whose first page is asked for before anybody reads it: kinds are asked for side by side, and one page of each is in memory. */
export class BegunListings implements AsyncDisposable {
  readonly #list: List
  readonly #stop = new AbortController()
  readonly #signal: AbortSignal
  readonly #begun = new Map<string, Begun>()

  constructor(list: List, signal: AbortSignal) {
    this.#list = list
    this.#signal = AbortSignal.any([signal, this.#stop.signal])
  }

  /** Those that are not begun yet. */
  begin(kinds: readonly ObjectKind[]): void {
    for (const kind of kinds) this.#begin(kind)
  }

  async *of(kind: ObjectKind): AsyncGenerator<Page> {
    const { first, rest } = this.#begin(kind)
    for (let page = await first; !page.done; page = await rest.next()) yield page.value
  }

  /** Nothing that was begun goes on, also where an error ended the reading of others. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    const end = async ({ first, rest }: Begun) => {
      await first.catch(() => {})
      await rest.return?.()
    }
    await Promise.all([...this.#begun.values()].map(end))
  }

  #begin(kind: ObjectKind): Begun {
    const known = this.#begun.get(kind.name)
    if (known) return known
    const rest = (this.#list(kind, this.#signal) ?? nothing())[Symbol.asyncIterator]()
    const first = rest.next()
    // Whoever reads it hears of it.
    first.catch(() => {})
    const begun = { first, rest }
    this.#begun.set(kind.name, begun)
    return begun
  }
}

async function* nothing(): AsyncGenerator<Page> {}
