import { defaultWorkspace, isMlferryError } from '@mlferry/core'

interface Place {
  /** undefined where there is just one. */
  readonly workspace: string | undefined
  begin?(): Promise<void>
}

/** Works in one place after the other, and adds what each tells to `reports`. What no workspace has is an error; what just some have is not. */
export async function workInPlaces<P extends Place, Report>(
  places: readonly P[],
  reports: { readonly workspace: string; readonly report: Report }[],
  work: (place: P) => Promise<Report>,
): Promise<void> {
  let missing: unknown
  for (const place of places) {
    await place.begin?.()
    try {
      reports.push({ workspace: place.workspace ?? defaultWorkspace, report: await work(place) })
    } catch (error) {
      if (!isMlferryError(error) || error.code !== 'ERR_NOT_FOUND' || places.length === 1) throw error
      missing = error
    }
  }
  if (reports.length === 0) throw missing
}
