import { isObjectMissing } from '@mlferry/client'

/** For `catch`: an object that is not there is undefined, any other error goes on. */
export function ifMissing(error: unknown): undefined {
  if (!isObjectMissing(error)) throw error
}
