import { expect, test } from 'vitest'
import { commandsOfCrontab, commandsOfWorkflow } from './scheduled-commands.ts'
import { missingLines } from './shown-output.ts'

const printed = `From  http://old:5000 (MLflow 2.16.2)
runs      6        0
120 points, 18 files (2.8 KiB) in 9.4 s
Report  /home/ann/jobs/2026-11-28T19-44-43.733Z-copy-all/report.html
`

test('what a guide shows was printed, but for times, sizes, widths and what it leaves out', () => {
  expect(missingLines('runs  6  0\n120 points, 18 files (1.1 MiB) in 2 min\n', printed)).toEqual([])
  expect(missingLines('…\nReport  /home/ann/jobs/…/report.html\n', printed)).toEqual([])
})

test.each(['runs  7  0', 'runs  6', 'points, 18 files', 'Equal'])('%s was not printed', (line) => {
  expect(missingLines(line, printed)).toEqual([line])
})

test('the order counts, and a line counts once', () => {
  expect(missingLines('runs 6 0\nFrom http://old:5000 (MLflow 2.16.2)', printed)).toHaveLength(1)
  expect(missingLines('runs 6 0\nruns 6 0', printed)).toHaveLength(1)
})

test('a crontab and a workflow are scripts', () => {
  expect(commandsOfCrontab('A=b\n# often\n7 * * * *  mlferry jobs --limit 1 > $(date +\\%F)\n')).toBe(
    'A=b\nmlferry jobs --limit 1 > $(date +%F)',
  )
  const steps = 'steps:\n      - uses: x\n      - env: {C: d}\n        run: mlferry jobs'
  expect(commandsOfWorkflow(`jobs:\n  a:\n    env: {A: b}\n    ${steps}`)).toBe("A='b'\nC='d'\nmlferry jobs")
  expect(() => commandsOfWorkflow('jobs:\n  a:\n    steps: []')).toThrow('calls no mlferry')
})
