import { createHash } from 'node:crypto'
import { type Outcome, outcomes } from '@mlferry/engine'
import { htmlEscape as html } from 'escape-goat'
import type { CopyResult } from '../job/copy-result.ts'
import type { IdMapLine } from '../job/id-map-file.ts'
import { formatBytes, formatCount, formatDuration } from '../render/numbers.ts'
import { oneLine } from '../render/object-line.ts'
import { outcomeBars, rateChart } from './charts.ts'
import { pageStart } from './html-page.ts'
import { embeddedJson, idLookUpScript } from './id-look-up.ts'

/** More would make a page that browsers open slowly; the JSON report has them all. */
const mostRows = 5000

/** Characters that are written together. */
const pieceLength = 64 * 1024

/**
 * The report as one file that needs no other: to read, to attach to a ticket. Every text from a store is escaped, and the page may
 * run nothing but its own look-up. In pieces: there may be many ids.
 */
export async function* htmlReport(result: CopyResult, ids: AsyncIterable<IdMapLine>): AsyncGenerator<string> {
  const { dryRun, command, source, target } = result
  const title = `mlferry ${command}${dryRun ? ' (dry run)' : ''}`
  const scriptHash = createHash('sha256').update(idLookUpScript).digest('base64')
  const sections = [
    totals(result),
    `<h2>Outcomes</h2>${outcomeTable(result)}${outcomeBars(result.kinds)}`,
    ...(['failed', 'degraded', 'skipped'] as const).map((outcome) => objectsSection(result, outcome)),
    pairsSection(
      'Notes',
      result.notes.map((note) => ['', note]),
    ),
    pairsSection(
      'Not found at the source',
      result.notFound.map((name) => ['', name]),
    ),
    pairsSection(
      'Not carried',
      result.notCarried.map(({ kind, count, reason }) => [`${formatCount(count)} ${kind}`, reason]),
    ),
    pairsSection(
      'Never carried',
      result.notCarriedByDesign.map(({ what, count, reason }) => {
        return [count === undefined ? what : `${formatCount(count)} ${what}`, reason]
      }),
    ),
    pairsSection(
      'Links to objects that are not at the target yet',
      result.pending.map(({ target: { kind, id }, field, to }) => [`${kind} ${id}`, `${field} ${to.id}`]),
    ),
    pairsSection(
      'Arrived, but a last step failed',
      result.unsettled.map(({ target: { kind, id }, problem }) => [`${kind} ${id}`, problem.message]),
    ),
    pairsSection(
      'Not portable to this target',
      Object.entries(result.notPortable).flatMap(([kind, fields]) =>
        Object.entries(fields).map(([field, why]) => [`${kind} ${field}`, why] as const),
      ),
    ),
    `<h2>Over time</h2><p>Objects a second</p>${rateChart(result.timeline, ({ objects }) => objects)}<p>Requests a second</p>${rateChart(result.timeline, ({ requests }) => requests)}`,
  ]
  yield `${pageStart(title, `'sha256-${scriptHash}'`)}${html`<p>From <code>${oneLine(source, 500)}</code><br>To <code>${oneLine(target, 500)}</code></p>`}
${sections.join('\n')}
`
  yield* idSection(ids)
  yield `
<script>${idLookUpScript}</script></body></html>
`
}

function totals(result: CopyResult): string {
  const { startedAt, durationSeconds, points, files, bytes, requests, exitCode } = result
  const rows = [
    ['Started', startedAt],
    ['Took', formatDuration(durationSeconds)],
    ['Metric points', formatCount(points)],
    ['Files', `${formatCount(files)} (${formatBytes(bytes)})`],
    ['Requests', `${formatCount(requests.source)} to the source, ${formatCount(requests.target)} to the target`],
    ['Exit code', String(exitCode)],
  ]
  return `<table>${rows.map(([name = '', value = '']) => html`<tr><th>${name}</th><td>${value}</td></tr>`).join('')}</table>`
}

function outcomeTable({ kinds, kindSeconds }: CopyResult): string {
  const head = outcomes.map((outcome) => `<th class="number">${outcome}</th>`).join('')
  const rows = Object.entries(kinds).filter(([, counts]) => outcomes.some((outcome) => counts[outcome] > 0))
  const lines = rows.map(([kind, counts]) => {
    const cells = outcomes.map((outcome) => `<td class="number">${formatCount(counts[outcome])}</td>`).join('')
    return `<tr><td>${html(kind)}</td>${cells}<td class="number">${formatDuration(kindSeconds[kind] ?? 0)}</td></tr>`
  })
  return `<table><tr><th></th>${head}<th class="number">time</th></tr>${lines.join('')}</table>`
}

function objectsSection({ objects }: CopyResult, outcome: Outcome): string {
  const affected = objects.filter((object) => object.outcome === outcome)
  if (affected.length === 0) return ''
  const rows = affected.slice(0, mostRows).map(({ ref, title, problems }) => {
    const reasons = problems.map(({ code, message, hint }) => {
      const advice = hint === undefined ? '' : html`<br><span class="hint">${oneLine(hint, 500)}</span>`
      return html`${oneLine(message, 500)} <code>${code}</code>` + advice
    })
    const name = title === undefined ? '' : html`<br>${oneLine(title, 200)}`
    return `${html`<tr><td>${ref.kind} <code>${oneLine(ref.id, 200)}</code>`}${name}</td><td>${reasons.join('<br>')}</td></tr>`
  })
  const heading = `${outcome[0]?.toUpperCase()}${outcome.slice(1)} (${formatCount(affected.length)})`
  return `<h2>${heading}</h2><table>${rows.join('')}</table>${more(affected.length)}`
}

function pairsSection(title: string, pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return ''
  const rows = pairs
    .slice(0, mostRows)
    .map(([left, right]) => html`<tr><td>${oneLine(left, 300)}</td><td>${oneLine(right, 500)}</td></tr>`)
  return `<h2>${html(title)} (${formatCount(pairs.length)})</h2><table>${rows.join('')}</table>${more(pairs.length)}`
}

async function* idSection(ids: AsyncIterable<IdMapLine>): AsyncGenerator<string> {
  let text = ''
  let before = `<h2>Find an object</h2><input id="look-up" placeholder="An id or a name, old or new">
<table><thead><tr><th>kind</th><th>at the source</th><th>at the target</th><th>name</th></tr></thead><tbody id="found"></tbody></table>
<script type="application/json" id="ids">[`
  for await (const { kind, source, target, title } of ids) {
    text += before + embeddedJson([kind, source, target, title])
    before = ','
    if (text.length < pieceLength) continue
    yield text
    text = ''
  }
  if (before === ',') yield `${text}]</script>`
}

function more(count: number): string {
  return count > mostRows ? `<p>… and ${formatCount(count - mostRows)} more in the JSON report.</p>` : ''
}
