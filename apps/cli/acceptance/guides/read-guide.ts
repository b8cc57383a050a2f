import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const guides = join(import.meta.dirname, '../../../../docs/guides')

export interface GuideBlock {
  readonly language: string
  /** The exit code of its last command: what stands behind the language, as in `sh exit=3`. Default: 0. */
  readonly exitCode: number
  readonly code: string
  /** The heading above it. */
  readonly heading: string
  /** Its first line in the file, from 1. */
  readonly line: number
}

/** The text of a guide of docs/guides. */
export function guideText(name: string): Promise<string> {
  return readFile(join(guides, `${name}.md`), 'utf8')
}

/** The blocks of code in a guide, in order. */
export async function readGuide(name: string): Promise<readonly GuideBlock[]> {
  const text = await guideText(name)
  const blocks: GuideBlock[] = []
  let heading = ''
  for (const match of text.matchAll(
    /^#+ (?<title>[^\n]+)$|^```(?<language>\w*)(?: exit=(?<exit>\d+))?\n(?<code>.*?)^```$/gms,
  )) {
    const { title, language, exit = '0', code = '' } = match.groups ?? {}
    if (title !== undefined) heading = title
    else
      blocks.push({ language: language ?? '', exitCode: Number(exit), code, heading, line: lineAt(text, match.index) })
  }
  return blocks
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length + 1
}
