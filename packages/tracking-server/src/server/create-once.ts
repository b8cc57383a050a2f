import { isHttpError, isOutcomeUnknown } from '@mlferry/client'

const attempts = 6

/**
 * Makes an object by a call that must not be repeated. When its answer is lost, `find` looks for the object by its identity, and only when
 * it is not there the call is made again.
 */
export async function createOnce<T>(create: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create()
    } catch (error) {
      // The name may be taken by an earlier attempt that the server was slow to act on.
      const late = attempt > 1 && isHttpError(error) && error.mlflowCode === 'RESOURCE_ALREADY_EXISTS'
      if (!isOutcomeUnknown(error) && !late) throw error
      const made = await find()
      if (made !== undefined) return made
      if (attempt === attempts) throw error
    }
  }
}
