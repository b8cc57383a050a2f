import { expect, test } from 'vitest'
import { dumpServer } from './dump-server.ts'
import { fillManyRuns } from './fill-many-runs.ts'
import { startMlflowServer } from './mlflow-server.ts'

test('a server shows the rows and files written past it as runs of its own', async () => {
  await using server = await startMlflowServer({ version: '2.16.2' })
  const { runIds } = await fillManyRuns(server, {
    experiment: 'many',
    runs: 12,
    metrics: 2,
    points: 3,
    artifactsPerRun: 1,
  })
  const [answers, rows] = await Promise.all([
    dumpServer(server),
    dumpServer(server, { metricsFromDatabase: true, artifacts: 'none' }),
  ])
  expect(answers.runs.map((run) => run.id).toSorted()).toEqual(runIds)
  expect(answers.runs.find((run) => run.name === 'run 7')).toMatchObject({
    experiment: 'many',
    status: 'FINISHED',
    startTime: '1600000420000',
    params: { index: '7', 'learning rate': '0.0125' },
    latestMetrics: { m000: '0.2', m001: '0.4' },
    metrics: {
      m001: [
        'step 0 at 1600000420000: 0.6666666666666666',
        'step 1 at 1600000420010: 0.5',
        'step 2 at 1600000420020: 0.4',
      ],
    },
    artifacts: { 'file-0.txt': expect.stringContaining('sha256') },
  })
  expect(rows.runs.map((run) => run.metrics)).toEqual(answers.runs.map((run) => run.metrics))
})
