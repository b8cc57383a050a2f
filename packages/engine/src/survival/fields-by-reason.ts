/** Fields that a target cannot set, in one line: `creationTime, lastUpdateTime (the target sets …); …`. */
export function fieldsByReason(lost: Readonly<Record<string, string>>): string {
  const groups = Map.groupBy(Object.entries(lost), ([, why]) => why)
  return [...groups].map(([why, entries]) => `${entries.map(([field]) => field).join(', ')} (${why})`).join('; ')
}
