/** What stands for members of an object. undefined: it has no such member. */
export type Replaced<T> = { readonly [Member in keyof T]?: T[Member] | undefined }

/**
 * The same object with some members replaced. All others are forwarded, optional ones too, and called on `object`. A member that the
 * contract gains has to be named in `members` before it compiles, so no wrapper drops it.
 */
export function forwardMembers<T extends object>(
  object: T,
  members: Readonly<Record<keyof T, true>>,
  replaced: Replaced<T>,
): T {
  const forwarded = (Reflect.ownKeys(members) as (keyof T)[]).map((name) => {
    if (Object.hasOwn(replaced, name)) return [name, replaced[name]] as const
    const member = object[name]
    return [name, typeof member === 'function' ? member.bind(object) : member] as const
  })
  return Object.fromEntries(forwarded.filter(([, member]) => member !== undefined)) as T
}
