/** What goes wrong at the control plane although the request is right. Default: nothing. Counts go down with each that was hit. */
export interface ControlPlaneFaults {
  /** So many of the next creations find that the role cannot be assumed yet. */
  readonly roleNotSpread?: number
  /** So many of the next calls are throttled. */
  readonly throttled?: number
  /** So many of the next calls end with 500, and nothing done. */
  readonly failing?: number
  /** Operations that the caller may not use. */
  readonly denied?: readonly string[]
  /** No further App or server. */
  readonly quota?: boolean
  /** So many of the next calls of an operation are done, and their answer is cut off. */
  readonly cut?: Readonly<Record<string, number>>
  /** What a passing status becomes instead of the usual, such as `{ Creating: 'CreateFailed' }`. */
  readonly becomes?: Readonly<Record<string, string>>
  /** How many descriptions show a passing status. Default: 1. */
  readonly descriptionsUntilDone?: number
  /** How many lists do not show yet what was created. Default: 0. */
  readonly listsUntilShown?: number
  /** The most that a page holds. */
  readonly pageSize?: number
  /** Every page gives the same token. */
  readonly endlessPages?: boolean
  /** Fields that nobody knows, in every answer. */
  readonly moreFields?: Readonly<Record<string, unknown>>
}

/** The same with counts that go down. */
export class FaultState {
  #faults: ControlPlaneFaults = {}
  #left = new Map<string, number>()

  set(faults: ControlPlaneFaults): void {
    this.#faults = faults
    const { roleNotSpread = 0, throttled = 0, failing = 0, cut = {} } = faults
    const cuts = Object.entries(cut).map(([operation, count]) => [`cut ${operation}`, count] as const)
    this.#left = new Map([['roleNotSpread', roleNotSpread], ['throttled', throttled], ['failing', failing], ...cuts])
  }

  get now(): ControlPlaneFaults {
    return this.#faults
  }

  /** True, and one less, while there are some left. */
  hit(which: 'roleNotSpread' | 'throttled' | 'failing' | `cut ${string}`): boolean {
    const left = this.#left.get(which) ?? 0
    if (left > 0) this.#left.set(which, left - 1)
    return left > 0
  }
}
