import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { secretName } from './secrets-in-settings.ts'

type Env = Readonly<Record<string, string | undefined>>

const ends = ['', 'MLFERRY_FROM_', 'MLFERRY_TO_']
const filesOfHome = ['.aws/credentials', '.aws/config']
const variablesOfFiles = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']

/** The keys of all AWS profiles that a command may sign in with, at either end. */
export async function secretsInFiles(env: Env): Promise<string[]> {
  const paths = new Set(ends.flatMap((end) => pathsOfEnd(end, env)))
  const texts = await Promise.all([...paths].map((path) => readFile(path, 'utf8').catch(() => '')))
  return texts.flatMap(secretsIn)
}

function pathsOfEnd(end: string, env: Env): string[] {
  const home = env[`${end}HOME`] || env[`${end}USERPROFILE`]
  const inHome = home ? filesOfHome.map((file) => join(home, file)) : []
  return [...inHome, ...variablesOfFiles.flatMap((name) => env[`${end}${name}`] || [])]
}

function secretsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^\s*([\w.-]+)\s*[=:](.*)$/.exec(line) ?? []
    return secretName.test(name.toUpperCase()) && value.trim() !== '' ? [value.trim()] : []
  })
}
