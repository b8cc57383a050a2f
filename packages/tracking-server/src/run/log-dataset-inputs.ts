import { isHttpError, type WireDatasetInput } from '@mlferry/client'
import type { ServerContext } from '../server/server-context.ts'

export interface RunInputs {
  readonly runId: string
  readonly datasets: readonly WireDatasetInput[]
  readonly signal: AbortSignal
}

/**
 * Two runs that log one dataset at the same moment: the server looks whether it is there, both times it is not, and the second
 * insert fails on a unique constraint. Asked again, it finds the dataset.
 */
export async function logDatasetInputs({ client }: ServerContext, inputs: RunInputs): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.runs.logInputs(inputs)
    } catch (error) {
      if (attempt === 5 || !isTwiceInserted(error)) throw error
    }
  }
}

function isTwiceInserted(error: unknown): boolean {
  return isHttpError(error) && /unique constraint|duplicate (key|entry)/i.test(error.message)
}
