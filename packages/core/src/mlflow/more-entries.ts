/** Begins the key of an entry that holds more of a value that is too long for one: `mlferry.more.2.<key>`, `mlferry.more.3.<key>`, … */
const prefix = 'mlferry.more.'

/** The entries for a value that is longer than `max` code points: the first under its own key. */
export function moreEntries(key: string, value: string, max: number): readonly (readonly [string, string])[] {
  const points = [...value]
  return Array.from({ length: Math.ceil(points.length / max) }, (_, n) => {
    const text = points.slice(n * max, (n + 1) * max).join('')
    return [n === 0 ? key : `${prefix}${n + 1}.${key}`, text] as const
  })
}

/** The key of the value that an entry belongs to: its own, where it holds no more of another. */
export function keyOfEntry(entry: string): string {
  return entry.startsWith(prefix) ? entry.slice(prefix.length).replace(/^\d+\./, '') : entry
}

/** The same entries with such values in one piece. */
export function joinEntries(entries: ReadonlyMap<string, string>): Map<string, string> {
  const joined = new Map([...entries].filter(([key]) => !key.startsWith(prefix)))
  for (const [key, first] of joined) {
    let value = first
    for (let n = 2; entries.has(`${prefix}${n}.${key}`); n++) value += entries.get(`${prefix}${n}.${key}`) ?? ''
    joined.set(key, value)
  }
  return joined
}
