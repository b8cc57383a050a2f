import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeFolder, namesInFolder } from '@mlferry/core'
import { printableJson } from '../render/printable-json.ts'
import { replacePrivateFile } from './private-file.ts'
import { type StatePlace, stateHome } from './state-dir.ts'

/** What is kept of every job: `job.json` in a folder of its own, beside copies of its reports. */
export interface KeptJob {
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly durationSeconds: number
  /** Such as `export all`. */
  readonly command: string
  readonly dryRun: boolean
  readonly source: string
  readonly target: string
  readonly exitCode: number
  /** Code of the error that ended it. */
  readonly error?: string
}

export interface FoundJob extends KeptJob {
  /** Where its files are kept. */
  readonly folder: string
  /** The report to read: the page where there is one. Absent where the job ended without. */
  readonly report?: string
}

type Env = StatePlace['env']

/** Keeps the record of a job, so that no later job replaces it. */
export async function keepJob(env: Env, job: KeptJob, files: readonly string[]): Promise<void> {
  const folder = await makeJobFolder(env, job)
  for (const file of files) await copyFile(file, join(folder, basename(file)))
  await replacePrivateFile(join(folder, 'job.json'), `${printableJson(job, 2)}\n`)
}

/** The jobs that were run from this account, newest first. What cannot be read is left out. */
export async function findJobs(env: Env): Promise<FoundJob[]> {
  const dir = jobsFolder(env)
  const names = await namesInFolder(dir)
  const jobs = await Promise.all(names.map((name) => readJob(join(dir, name))))
  return jobs.filter((job) => job !== undefined).sort((a, b) => (a.folder < b.folder ? 1 : -1))
}

async function readJob(folder: string): Promise<FoundJob | undefined> {
  try {
    const job = JSON.parse(await readFile(join(folder, 'job.json'), 'utf8')) as KeptJob
    const reports = (await readdir(folder)).filter((name) => name !== 'job.json' && /\.(?:html|json)$/.test(name))
    const report = reports.find((name) => name.endsWith('.html')) ?? reports[0]
    return { ...job, folder, ...(report === undefined ? {} : { report: join(folder, report) }) }
  } catch {
    return undefined
  }
}

/** Its name sorts by time; two jobs of one moment have one each. */
async function makeJobFolder(env: Env, { startedAt, command }: KeptJob): Promise<string> {
  const dir = jobsFolder(env)
  await makeFolder(dir, { private: true })
  const name = `${startedAt.replaceAll(':', '-')}-${command.replaceAll(' ', '-')}`
  for (let count = 1; ; count++) {
    const folder = join(dir, count === 1 ? name : `${name}-${count}`)
    try {
      await mkdir(folder, { mode: 0o700 })
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function jobsFolder(env: Env): string {
  return join(stateHome(env), 'jobs')
}
