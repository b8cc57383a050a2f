import type { MlferryError, Ref, Writer } from '@mlferry/core'

/** An object that is made in one call and has no place for a mark, or is there and stays as it is. */
export class FoundOrMade implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly changed: boolean
  readonly losses: readonly MlferryError[]

  constructor(ref: Ref, { created, losses = [] }: { created: boolean; losses?: readonly MlferryError[] }) {
    this.ref = ref
    this.changed = created
    this.losses = losses
  }

  async write(): Promise<void> {}

  async link(): Promise<void> {}

  async seal(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
