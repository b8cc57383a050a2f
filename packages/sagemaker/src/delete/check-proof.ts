import { MlferryError, redact } from '@mlferry/core'

/** What is read of the report of `mlferry verify`. */
export interface VerifyProof {
  readonly command: string
  readonly source: string
  readonly target: string
  readonly level: string
  readonly equal: boolean
  /** What was asked for. Empty: everything. */
  readonly selection: object
  readonly notCarried: readonly { readonly kind: string }[]
  /** ISO 8601, UTC. */
  readonly startedAt: string
}

export interface ProvenEnds {
  /** The tracking URI of what is deleted. */
  readonly source: string
  /** The tracking URI of its copy. */
  readonly target: string
}

/** The report in a file's text. Throws ERR_NO_PROOF. */
export function readProof(text: string): VerifyProof {
  try {
    const report = JSON.parse(text) as VerifyProof
    if (report.command === 'verify' && Number.isFinite(Date.parse(report.startedAt)) && report.selection) return report
  } catch {}
  throw noProof(
    'The file is no report of mlferry verify.',
    'Give the report.json or verify.json that mlferry verify --level bytes wrote.',
  )
}

/**
 * Whether the report proves that the target holds all that the source holds. Pure: `lastWrite` is when the source was written last, in
 * milliseconds since 1970. Throws ERR_NO_PROOF, which says what is missing.
 */
export function checkProof(report: VerifyProof, { source, target }: ProvenEnds, lastWrite: number | undefined): void {
  const again = `Run: mlferry verify --from ${source} --to ${target} --level bytes`
  if (report.source !== source) throw noProof(`The report is about the source ${redact(report.source, 200)}.`, again)
  if (report.target !== target) throw noProof(`The report is about the target ${redact(report.target, 200)}.`, again)
  if (report.level !== 'bytes') throw noProof(`The report is of level ${redact(report.level, 20)}, not bytes.`, again)
  const parts = Object.entries(report.selection).filter(
    ([key, value]) => key !== 'includeDeleted' && value !== undefined,
  )
  if (parts.length > 0) {
    throw noProof(`The report is about a part: ${redact(parts.map(([key]) => key).join(', '), 200)}.`, again)
  }
  if (!report.equal) throw noProof('The report names differences.', 'Copy again, and verify again.')
  if (report.notCarried.length > 0) {
    const kinds = report.notCarried.map(({ kind }) => kind).join(', ')
    throw noProof(
      `The target does not hold all kinds of the source: ${redact(kinds, 200)}.`,
      'Look at the report; --without-proof if that is meant.',
    )
  }
  if (lastWrite !== undefined && lastWrite >= Date.parse(report.startedAt)) {
    const [when, then] = [new Date(lastWrite).toISOString(), report.startedAt]
    throw noProof(
      `The source was written at ${when}, after the report was begun at ${then}.`,
      `Copy what is new. ${again}`,
    )
  }
}

export function noProof(message: string, hint: string): MlferryError {
  return new MlferryError('ERR_NO_PROOF', message, { hint })
}
