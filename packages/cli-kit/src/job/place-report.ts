import { access, constants } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MlferryError, redact } from '@mlferry/core'

export interface ReportFiles {
  readonly reportFile: string
  /** The report as a page. */
  readonly htmlFile: string
}

/** Where the report of a job goes, as JSON and as a page. Called before the job begins. Throws ERR_REPORT_FILE. */
export async function placeReport(path: string): Promise<ReportFiles> {
  const reportFile = resolve(path)
  await checkWritable(dirname(reportFile))
  return { reportFile, htmlFile: `${reportFile.replace(/\.json$/, '')}.html` }
}

async function checkWritable(dir: string): Promise<void> {
  try {
    await access(dir, constants.W_OK)
  } catch (cause) {
    const hint = 'Give a file in a folder that exists and that you can write to.'
    throw new MlferryError('ERR_REPORT_FILE', `The report cannot be written into ${redact(dir)}.`, { hint, cause })
  }
}
