import { htmlEscape as html } from 'escape-goat'
import { pageStyle } from './page-style.ts'

export interface PageSection {
  readonly title: string
  /** As on the screen: lines of a fixed width. */
  readonly text: string
}

/** One HTML file that needs no other files, for example to attach to a ticket. All text is escaped, and the page runs no scripts. */
export function htmlPage(title: string, sections: readonly PageSection[]): string {
  const parts = sections.map((section) => html`<h2>${section.title}</h2><pre>${section.text}</pre>`)
  return `${pageStart(title)}
${parts.join('\n')}
</body></html>
`
}

/** A page up to its title, which is escaped here. It loads nothing. `scripts`: what it may run, as a Content-Security-Policy says it. */
export function pageStart(title: string, scripts?: string): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(scripts === undefined ? [] : [`script-src ${scripts}`]),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width"><title>${html(title)}</title><style>${pageStyle}</style></head><body>
<h1>${html(title)}</h1>`
}
