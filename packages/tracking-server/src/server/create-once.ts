import { isHttpError, isOutcomeUnknown } from '@mlferry/client'

const attempts = 6

/**
 * Makes an object by a call that must not be repeated. When its answer is lost, `find` looks for the object by its identity, and only when
 * it is not there the call is made again. `repeated` is told then: the server may act on the lost call even later. `took` is how long
 * that call was waited for, milliseconds.
 */
export async function createOnce<T>(
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
  repeated?: (made: T, took: number) => void,
): Promise<T> {
  let took = 0
  const done = (made: T, attempt: number) => {
    if (attempt > 1) repeated?.(made, took)
    return made
  }
  for (let attempt = 1; ; attempt++) {
    const began = performance.now()
    try {
      return done(await create(), attempt)
    } catch (error) {
      took = Math.max(took, performance.now() - began)
      // The name, or the id, may be taken by an earlier attempt that the server was slow to act on.
      const refused = attempt > 1 && isHttpError(error)
      if (!isOutcomeUnknown(error) && !refused) throw error
      const made = await find()
      if (made !== undefined) return done(made, attempt)
      if (attempt === attempts || (refused && !isNameTaken(error))) throw error
    }
  }
}

/** The same where the name may be taken by an object that a killed job made, and did not mark yet: that one is it. */
export async function createOrFind<T>(create: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await createOnce(create, find)
  } catch (error) {
    const made = isNameTaken(error) ? await find() : undefined
    if (made === undefined) throw error
    return made
  }
}

/** True for MLflow's answer that there is an object of this name. */
export function isNameTaken(error: unknown): boolean {
  return isHttpError(error) && error.mlflowCode === 'RESOURCE_ALREADY_EXISTS'
}
