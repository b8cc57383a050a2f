import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, Config } from '@oclif/core'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const folder = join(root, 'docs/guides')
const guides = await readdir(folder)
let config: Config

beforeAll(async () => {
  config = await Config.load({ root: join(root, 'apps/cli') })
})

test.each(guides)('%s names files, headings and error codes that there are', async (guide) => {
  const text = await readFile(join(folder, guide), 'utf8')
  const links = [...text.matchAll(/\]\((?<file>[^)#:]*)(?:#(?<anchor>[^)]*))?\)/g)].map(({ groups = {} }) => groups)
  expect(links).not.toEqual([])
  for (const { file, anchor } of links) {
    const target = join(folder, file || guide)
    expect(existsSync(target), file).toBe(true)
    if (anchor) expect(await anchorsOf(target)).toContain(anchor)
  }
  const known = await readFile(join(root, 'docs/errors.md'), 'utf8')
  for (const [code] of text.matchAll(/ERR_[A-Z_]+/g)) expect(known).toContain(`\`${code}\``)
})

// Those in blocks are run by docs-guides.long.test.ts.
test.each(guides)('%s names commands and flags that there are', async (guide) => {
  const prose = (await readFile(join(folder, guide), 'utf8')).replace(/^```.*?^```$/gms, '')
  for (const [, code = ''] of prose.matchAll(/`([^`\n]+)`/g)) {
    const words = code.split(/\s+/)
    const command = words[0] === 'mlferry' ? commandOf(words.slice(1)) : undefined
    if (words[0] === 'mlferry' && !words[1]?.startsWith('--')) expect(command, code).toBeDefined()
    if (!/^(mlferry|--.*)$/.test(words[0] ?? '')) continue
    for (const word of words.filter((each) => /^--\w/.test(each) && each !== '--version')) {
      const flag = word.slice(2).replace(/=.*/, '')
      expect(
        (command ? [command] : ours()).some((each) => takes(each, flag)),
        code,
      ).toBe(true)
    }
  }
})

function commandOf(words: readonly string[]): Command.Loadable | undefined {
  const ids = words.map((_, index) => words.slice(0, words.length - index).join(':'))
  return ids.map((id) => config.findCommand(id)).find((found) => found !== undefined)
}

function ours(): readonly Command.Loadable[] {
  return config.commands.filter(({ pluginName = '' }) => pluginName.startsWith('@mlferry/'))
}

function takes({ flags }: Command.Loadable, flag: string): boolean {
  return Object.entries(flags).some(
    ([name, { aliases = [], ...rest }]) =>
      [name, ...aliases].includes(flag) || ('allowNo' in rest && rest.allowNo && flag === `no-${name}`),
  )
}

/** As GitHub makes them of headings. */
async function anchorsOf(file: string): Promise<readonly string[]> {
  const headings = (await readFile(file, 'utf8')).matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}
