import { join } from 'node:path'
import { redact } from '@mlferry/core'
import { type AddressedEnd, endAddress } from '../ends/end-address.ts'
import { printableJson } from '../render/printable-json.ts'
import { htmlPage, type PageSection } from '../report/html-page.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import { keepingRecord, type RecordContext } from './keeping-record.ts'
import { placeReport, type ReportFiles } from './place-report.ts'
import { replacePrivateFile } from './private-file.ts'
import { makeStateDir } from './state-dir.ts'

/** Several jobs between the same two ends that are one piece of work. */
export interface WholeWork<Result extends { readonly exitCode: number }> {
  readonly source: AddressedEnd
  readonly target: AddressedEnd
  readonly flags: { readonly report: string | undefined; readonly 'state-dir': string | undefined }
  work(): Promise<Result>
  /** The result for a reader. */
  sections(result: Result): readonly PageSection[]
}

export type Reported<Result> = Result & ReportFiles

interface WholeContext extends RecordContext {
  /** Such as `migrate`. Names the files too. */
  readonly command: string
  readonly mask: SecretMask
}

/** Runs the work, writes its report in JSON and as a page, and keeps the record of it. */
export function runWholeWork<Result extends { readonly exitCode: number }>(
  { source, target, flags, work, sections }: WholeWork<Result>,
  { command, mask, ...context }: WholeContext,
): Promise<Reported<Result>> {
  const addresses = { source: endAddress(source), target: endAddress(target) }
  const ends = mask.value({ source: redact(addresses.source), target: redact(addresses.target) })
  const reported = async (): Promise<Reported<Result>> => {
    const stateDir = await makeStateDir({ given: flags['state-dir'], ...addresses, env: context.env })
    const files = await placeReport(flags.report ?? join(stateDir, `${command}.json`))
    const result = mask.value<Reported<Result>>({ ...(await work()), ...files })
    await replacePrivateFile(files.reportFile, `${printableJson(result, 2)}\n`)
    await replacePrivateFile(files.htmlFile, htmlPage(`mlferry ${command}`, mask.value(sections(result))))
    return result
  }
  return keepingRecord({ command, dryRun: false, ...ends }, context, {
    work: reported,
    files: ({ reportFile, htmlFile }) => [reportFile, htmlFile],
  })
}
