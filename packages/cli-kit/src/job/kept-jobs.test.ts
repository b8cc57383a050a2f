import { readFile, writeFile } from 'node:fs/promises'
import { MlferryError } from '@mlferry/core'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { keepingRecord } from './keeping-record.ts'
import { findJobs } from './kept-jobs.ts'

const start = { command: 'copy all', dryRun: false, source: 'http://old', target: 'http://new' }

test('every job keeps its report, the newest is found first, and a second job replaces nothing', async () => {
  await using dir = await tempDir()
  const context = contextOf(dir.path)
  const report = dir.file('report.html')
  for (const text of ['first', 'second']) {
    await keepingRecord(start, context, {
      work: async () => {
        await writeFile(report, text)
        return { exitCode: text === 'first' ? 3 : 0 }
      },
      files: () => [report],
    })
  }

  const jobs = await findJobs(context.env)

  expect(jobs).toMatchObject([
    { ...start, exitCode: 0 },
    { ...start, exitCode: 3 },
  ])
  const texts = await Promise.all(jobs.map((job) => readFile(job.report ?? '', 'utf8')))
  expect(texts).toEqual(['second', 'first'])
})

test('a job that an error ends is kept too, and the error comes through', async () => {
  await using dir = await tempDir()
  const context = contextOf(dir.path)
  const error = new MlferryError('ERR_TLS', 'No secure connection.')

  const ended = keepingRecord(start, context, { work: () => Promise.reject(error), files: () => [] })

  await expect(ended).rejects.toBe(error)
  expect(await findJobs(context.env)).toMatchObject([{ exitCode: 1, error: 'ERR_TLS' }])
})

test('a record that cannot be kept is no failure of the job, but is told', async () => {
  await using dir = await tempDir({ file: '' })
  const context = contextOf(dir.file('file'))

  const result = await keepingRecord(start, context, { work: async () => ({ exitCode: 0 }), files: () => [] })

  expect(result).toEqual({ exitCode: 0 })
  expect(context.notes).toEqual([expect.stringContaining('record of this job is not kept')])
})

function contextOf(home: string) {
  const notes: string[] = []
  const { signal } = new AbortController()
  return { env: { XDG_STATE_HOME: home }, signal, notes, note: (line: string) => void notes.push(line) }
}
