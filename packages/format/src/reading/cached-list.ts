/** A list that is made once. After a failure it is made again. */
export class CachedList<T> {
  #items: Promise<T[]> | undefined

  get(make: () => AsyncIterable<T>): Promise<T[]> {
    this.#items ??= Array.fromAsync(make()).catch((error: unknown) => {
      this.#items = undefined
      throw error
    })
    return this.#items
  }
}
