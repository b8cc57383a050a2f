/** An object that another one was copied from, as it was named at its own store. */
export type Ancestor = {
  readonly id: string
  /**
   * When it was created there, milliseconds since 1970: where ids are names or small numbers, it tells two stores apart. Absent for kinds
   * whose ids are unique in the world, and in marks of older releases.
   */
  readonly created?: number
  /** Address of its store, without secrets. It informs: one server has many addresses. */
  readonly uri?: string
}

/** Where an object first came from. */
export type Origin = Ancestor & {
  /** What it was copied from, where that was a copy too. */
  readonly via?: Ancestor
}
