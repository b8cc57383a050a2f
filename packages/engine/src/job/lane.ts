/** Runs the steps of one object one after the other, beside the lanes of its neighbours. After a failure the rest is passed over. */
export class Lane {
  #tail: Promise<void> = Promise.resolve()
  #failure: { readonly error: unknown } | undefined

  get failed(): boolean {
    return this.#failure !== undefined
  }

  push(step: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      if (this.#failure) return
      try {
        await step()
      } catch (error) {
        this.#failure = { error }
      }
    })
    return this.#tail
  }

  /** Resolves when every step is done; with what made it fail, if anything did. */
  async done(): Promise<{ readonly error: unknown } | undefined> {
    await this.#tail
    return this.#failure
  }
}
