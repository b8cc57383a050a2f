import type { Ref } from '@mlferry/core'

/** What a user or a file calls an object by: `3f2a…`, the address of its page, `runs:/3f2a…/model`, `models:/m-1…`, `models:/churn/3`, `models:/churn@champion`. */
export interface Reference {
  /** The object it names; `kind` undefined: an id that may be of any kind. */
  readonly id: string
  readonly kind: Ref['kind'] | undefined
  /** The same reference to another object. */
  write(id: string): string
}
