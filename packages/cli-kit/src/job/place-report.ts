import { access, constants } from 'node:fs/promises'
import { MlferryError, redact } from '@mlferry/core'

/** Before a job begins: its report has a place. Throws ERR_REPORT_FILE. */
export async function checkWritable(dir: string): Promise<void> {
  try {
    await access(dir, constants.W_OK)
  } catch (cause) {
    const hint = 'Give a file in a folder that exists and that you can write to.'
    throw new MlferryError('ERR_REPORT_FILE', `The report cannot be written into ${redact(dir)}.`, { hint, cause })
  }
}
