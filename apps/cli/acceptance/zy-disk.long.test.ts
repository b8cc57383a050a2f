import { execFileSync } from 'node:child_process'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'
import { startLargeSource } from './breaking/large-source.ts'

test('disk', async () => {
  await using source = await startLargeSource({
    runs: Number(process.env.RUNS ?? 30),
    metrics: 2,
    points: 40,
    artifactsPerRun: 1,
  })
  await using dir = await tempDir()
  const at = (url: string) => ({ cwd: dir.path, env: { MLFLOW_TRACKING_URI: url } })
  const wrong: unknown[] = []
  const sizes = (process.env.SIZES ?? '64,128,200,256,320,384').split(',').map(Number)
  for (const [turn, size] of sizes.entries()) {
    const path = dir.file(`disk${turn}`)
    execFileSync('mkdir', ['-p', path])
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', path])
    try {
      const argv = ['export-all', '--output-dir', `disk${turn}/export`, '--export-deleted-runs']
      const stopped = await runMlferry(argv, at(source.server.url))
      const used = execFileSync('df', ['-k', '--output=used', path]).toString().trim().replace(/\s+/g, ' ')
      execFileSync('mount', ['-o', 'remount,size=64m', path])
      const again = await runMlferry([...argv, '--json'], at(source.server.url))
      const verified = await runMlferry(
        [
          'verify',
          '--from',
          source.server.url,
          '--to',
          `disk${turn}/export`,
          '--include-deleted',
          '--level',
          'bytes',
          '--no-extra',
        ],
        { cwd: dir.path },
      )
      const full = execFileSync('df', ['-k', '--output=used', path]).toString().trim().replace(/\s+/g, ' ')
      console.log(
        'SIZE',
        size,
        'full',
        full,
        'used',
        used,
        'stopped',
        stopped.exitCode,
        stopped.stderr.slice(-200).replace(/\n/g, ' '),
        'again',
        again.exitCode,
        'verified',
        verified.exitCode,
      )
      if (again.exitCode !== 0) console.log(again.stderr.slice(-2000), again.stdout.slice(0, 1500))
      if (verified.exitCode !== 0) {
        console.log('DIFF', verified.stdout.slice(0, 4000), verified.stderr.slice(-2000))
        wrong.push(size)
        execFileSync('rm', ['-rf', `/tmp/broken-disk-${turn}`])
        execFileSync('cp', ['-r', path, `/tmp/broken-disk-${turn}`])
        const fresh = await runMlferry(
          ['export-all', '--output-dir', `fresh${turn}`, '--export-deleted-runs'],
          at(source.server.url),
        )
        const second = await runMlferry(
          [
            'verify',
            '--from',
            source.server.url,
            '--to',
            `fresh${turn}`,
            '--include-deleted',
            '--level',
            'bytes',
            '--no-extra',
          ],
          { cwd: dir.path },
        )
        console.log('FRESH', fresh.exitCode, second.exitCode, second.stdout.slice(0, 2000))
      }
    } finally {
      execFileSync('umount', ['-l', path])
    }
  }
  expect(wrong).toEqual([])
})
