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

/** The blocks of code in a guide, in order. */
export async function readGuide(name: string): Promise<readonly GuideBlock[]> {
  const text = await readFile(join(guides, `${name}.md`), 'utf8')
  const blocks: GuideBlock[] = []
  let heading = ''
  for (const match of text.matchAll(/^#+ (?<title>[^\n]+)$|^```(?<info>[^\n]*)\n(?<code>.*?)^```$/gms)) {
    const { title, info = '', code = '' } = match.groups ?? {}
    if (title !== undefined) heading = title
    else blocks.push({ ...infoOf(info), code, heading, line: lineAt(text, match.index) })
  }
  return blocks
}

function infoOf(info: string): Pick<GuideBlock, 'language' | 'exitCode'> {
  const [, language = info, exitCode = '0'] = /^(\w+) exit=(\d+)$/.exec(info) ?? []
  return { language, exitCode: Number(exitCode) }
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length + 1
}
