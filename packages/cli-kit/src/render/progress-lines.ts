import { formatBytes, formatCount, formatDuration, formatShort } from './numbers.ts'
import { type KindProgress, type Progress, pace } from './progress.ts'

/** A line for each kind and one for what moved. */
export function progressLines(progress: Progress, now: number): string[] {
  const kinds = shownKinds(progress)
  const names = kinds.map(([name]) => pluralName(name))
  const width = Math.max(0, ...names.map((name) => name.length))
  const lines = kinds.map(([, kind], at) => `${(names[at] ?? '').padEnd(width)}  ${kindLine(kind, now)}`)
  const moved = movedLine(progress)
  return moved === undefined ? lines : [...lines, `${' '.repeat(width)}  ${moved}`]
}

/** The same in one line, for logs. */
export function progressLine(progress: Progress, now: number): string {
  const kinds = shownKinds(progress).map(([name, kind]) => `${pluralName(name)} ${kindLine(kind, now)}`)
  return [...kinds, movedLine(progress)].filter((text) => text !== undefined).join('; ')
}

/** Kinds that there is nothing of are not worth a line. */
function shownKinds({ kinds }: Progress): [string, KindProgress][] {
  return [...kinds].filter(([, { total }]) => total !== 0)
}

function kindLine(kind: KindProgress, now: number): string {
  if (kind.total === undefined) return `${formatCount(kind.listed)} found`
  const percent = kind.total === 0 ? 100 : Math.floor((kind.finished / kind.total) * 100)
  const speed = pace(kind, now)
  const parts = [`${formatCount(kind.finished)}/${formatCount(kind.total)} (${percent}%)`]
  if (speed && kind.finished < kind.total) {
    parts.push(`${speed.rate.toFixed(speed.rate < 10 ? 1 : 0)}/s`, `${formatDuration(speed.secondsLeft)} left`)
  }
  if (kind.failed > 0) parts.push(`${formatCount(kind.failed)} failed`)
  if (kind.degraded > 0) parts.push(`${formatCount(kind.degraded)} degraded`)
  if (kind.differing > 0) parts.push(`${formatCount(kind.differing)} different`)
  return parts.join(', ')
}

function movedLine({ points, files, bytes }: Progress): string | undefined {
  if (points === 0 && files === 0) return undefined
  return `${formatShort(points)} points, ${formatCount(files)} files, ${formatBytes(bytes)}`
}

/** `registeredModel` -> `registered models` */
export function pluralName(kind: string): string {
  return `${kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}s`
}
