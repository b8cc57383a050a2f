import { printableJson } from '../render/printable-json.ts'

/** Runs in the page: finds ids in the map that is embedded in it. It only ever sets text. */
export const idLookUpScript = `
const rows = JSON.parse(document.getElementById('ids').textContent)
const box = document.getElementById('look-up')
const found = document.getElementById('found')
box.addEventListener('input', () => {
  const text = box.value.trim().split('/').filter(Boolean).at(-1) ?? ''
  const hits = text === '' ? [] : rows.filter((row) => row.some((cell) => cell !== null && cell.includes(text))).slice(0, 50)
  found.replaceChildren(...hits.map((row) => {
    const line = document.createElement('tr')
    for (const cell of row) line.appendChild(document.createElement('td')).textContent = cell ?? ''
    return line
  }))
})
`

/** JSON inside a page: no text in it can end its element. */
export function embeddedJson(value: unknown): string {
  return printableJson(value).replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
