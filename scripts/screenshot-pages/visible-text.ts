import type { WebPage } from './pages-of.ts'

/** The lines of a page as those of a copy must be: without ids, and without times that depend on when one looks or, if so, when it was made. */
export function visibleText(text: string, { ownTimes = false }: Pick<WebPage, 'ownTimes'>): readonly string[] {
  const lines = text
    .replace(/\b(?:[a-z]{1,4}-)?(?:[0-9a-f]{32}\b|[0-9a-f]{8}\.\.\.)/g, '<id>')
    .replace(/(\bExperiment ID:?\s+)\d+/g, '$1<id>')
    .replace(/^#[0-9a-f]{6}$/gm, '<colour of an id>')
    .replace(
      /(?:about |over |almost |less than )?\b(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago/g,
      '<ago>',
    )
    .replace(/\bjust now\b/g, '<ago>')
    .split('\n')
    .map((line) => (ownTimes ? line.replace(times, '<time>') : line).trim())
  return lines.filter((line) => line !== '')
}

const times =
  /\b(?:\d{1,2}\/\d{1,2}\/\d{4},? \d{1,2}:\d{2}:\d{2}(?: ?[AP]M)?|\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}|[A-Z][a-z]{2} \d{1,2}, \d{4}(?:, \d{1,2}:\d{2}(?: ?[AP]M)?)?)/g

/**
 * Lines that only one of two pages has, as often as it has them more: `- source`, `+ target`. The tags of a copy, `mlferry.*`, are left
 * out with what counts them, and what stands where there is none.
 */
export function differentLines(source: readonly string[], target: readonly string[]): readonly string[] {
  const [left, right] = [withoutTagsOfCopies(source), withoutTagsOfCopies(target)]
  const lines = [...more(left, right).map((line) => `- ${line}`), ...more(right, left).map((line) => `+ ${line}`)]
  const shown = right.length < target.length
  return lines.filter((line) => !counts.test(line) && !(shown && standIns.test(line)))
}

const counts = /^[+-] \d+ tags?$/
const standIns = /^(?:\+ \+\d+|\+ \d+ more\.\.\.|- -|- Add(?: tags)?)$/

function more(ones: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return ones.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** A key stands before its value, in the same line or in one before. */
function withoutTagsOfCopies(lines: readonly string[]): readonly string[] {
  const isKey = (line: string | undefined) => /^mlferry\.[\w.]+$/.test(line ?? '')
  return lines.filter((line, at) => !line.startsWith('mlferry.') && !isKey(lines[at - 1]))
}
