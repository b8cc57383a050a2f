import { outcomes } from '@mlferry/engine'
import type { CopyResult } from '../job/copy-result.ts'
import type { TimelinePoint } from './job-recorder.ts'

const width = 640

/** One bar a kind, divided by outcome, as SVG. Names of kinds are ours: nothing in it comes from a store. */
export function outcomeBars(kinds: CopyResult['kinds']): string {
  const rows = Object.entries(kinds).map(([kind, counts]) => {
    const parts = outcomes.map((outcome) => ({ outcome, count: counts[outcome] }))
    return { kind, parts, total: parts.reduce((sum, { count }) => sum + count, 0) }
  })
  const held = rows.filter(({ total }) => total > 0)
  const bars = held.map(({ kind, parts, total }, row) => {
    let x = 150
    const boxes = parts.map(({ outcome, count }) => {
      const wide = (count / total) * (width - 160)
      const box = `<rect class="${outcome}" x="${x.toFixed(1)}" y="${row * 26 + 4}" width="${wide.toFixed(1)}" height="18"><title>${count} ${outcome}</title></rect>`
      x += wide
      return count > 0 ? box : ''
    })
    return `<text x="142" y="${row * 26 + 18}" text-anchor="end">${kind}</text>${boxes.join('')}`
  })
  return svg(held.length * 26 + 4, bars.join(''))
}

/** What was done in each stretch of time, as SVG: `value` counts since the start. */
export function rateChart(timeline: readonly TimelinePoint[], value: (point: TimelinePoint) => number): string {
  const points = [{ seconds: 0, objects: 0, bytes: 0, requests: 0 }, ...timeline]
  const rates = points.slice(1).map((point, at) => {
    const before = points[at] ?? point
    return {
      seconds: point.seconds,
      rate: (value(point) - value(before)) / Math.max(0.001, point.seconds - before.seconds),
    }
  })
  const most = Math.max(1e-9, ...rates.map(({ rate }) => rate))
  const end = Math.max(0.001, rates.at(-1)?.seconds ?? 0)
  const line = rates.map(
    ({ seconds, rate }) => `${((seconds / end) * width).toFixed(1)},${(100 - (rate / most) * 92).toFixed(1)}`,
  )
  return svg(
    104,
    `<polyline points="0,100 ${line.join(' ')}"/><line x1="0" y1="100" x2="${width}" y2="100"/><text x="4" y="12">${most.toFixed(most < 10 ? 1 : 0)} a second</text>`,
  )
}

function svg(height: number, content: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${content}</svg>`
}
