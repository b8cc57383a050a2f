/**
 * The lines of a guide's output that were not printed, in order; a guide may leave lines out. `…` in a line stands for any text. Times, sizes and
 * ids are other ones each time, and columns have other widths.
 */
export function missingLines(shown: string, printed: string): readonly string[] {
  const rest = printed.split('\n').map(normalize)
  return shown.split('\n').filter((line) => {
    const at = line.trim() === '' || line.trim() === '…' ? 0 : rest.findIndex((each) => patternOf(line).test(each))
    if (at >= 0 && line.trim() !== '' && line.trim() !== '…') rest.splice(0, at + 1)
    return at < 0
  })
}

function patternOf(line: string): RegExp {
  return new RegExp(`^${normalize(line).split('…').map(escaped).join('.*')}$`)
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}

function normalize(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, '<time>')
    .replace(/\b\d+:\d\d\b/g, '<clock>')
    .replace(/\b[\d.,]+ (ms|s|min|h)( \d+ (min|s))?\b/g, '<duration>')
    .replace(/\b[\d.,]+ (B|KiB|MiB|GiB|KB|MB)\b/g, '<size>')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/ {2,}/g, ' ')
    .trim()
}
