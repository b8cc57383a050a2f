import { createClient, type WireMetric } from '@mlferry/client'
import { mlflowVersionsUnderTest, startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { unknownFacts } from '../server/server-facts.ts'
import { isAtLeast, limitsOf } from '../server/server-limits.ts'
import { ServerMemory } from '../server/server-memory.ts'
import { logPoints } from './log-points.ts'

const signal = new AbortController().signal
const point = (value: number, step: bigint): WireMetric => ({ key: 'loss', value, timestamp: 1n, step })

test.each(mlflowVersionsUnderTest())(
  'MLflow %s: points that are there already, NaN or not, are kept once',
  async (version) => {
    await using server = await startMlflowServer({ version })
    await using client = await createClient({ trackingUri: server.url })
    const connection = {
      client,
      label: server.url,
      version,
      limits: limitsOf(version),
      facts: unknownFacts(),
    }
    const context = { ...connection, memory: new ServerMemory(connection) }
    const experimentId = await client.experiments.create({ name: 'points' })
    const { info } = await client.runs.create({ experimentId, startTime: 1 })
    const runId = info.run_id
    const first = [point(Number.NaN, 1n), point(0.5, 2n), point(Number.NaN, 2n)]

    await logPoints({ metrics: first }, { runId, context, signal })
    await logPoints({ metrics: [...first, point(7, 3n)] }, { runId, context, signal })

    const stored: string[] = []
    for await (const page of client.metrics.history({ runId, key: 'loss', signal })) {
      for (const { value, step } of page) stored.push(`${value}@${step}`)
    }
    expect(stored.sort()).toEqual(['0.5@2', '7@3', 'NaN@1', 'NaN@2'])
    if (!isAtLeast(version, 3, 0)) return

    const model = await client.loggedModels.create({
      experimentId,
      name: 'm',
      sourceRunId: runId,
      params: [],
      tags: [],
      signal,
    })
    const { model_id: modelId } = model.info
    const ofModel = [point(Number.NaN, 4n), point(0.5, 2n)].map((each) => ({ ...each, model_id: modelId }))
    const logged = async () => {
      const { data } = await client.loggedModels.get({ modelId, signal })
      return (data?.metrics ?? []).map(({ value, step }) => `${value}@${step}`).sort()
    }

    await logPoints({ metrics: ofModel }, { runId, context, signal })
    // As after a lost answer.
    await logPoints({ metrics: ofModel }, { runId, context, signal })
    // The model's own table keeps NaN as 0.
    expect(await logged()).toEqual(['0.5@2', '0@4'])

    // What the run has and the model not is the model's now, or said.
    const late = await logPoints(
      { metrics: [{ ...point(Number.NaN, 1n), model_id: modelId }] },
      { runId, context, signal },
    )
    expect((await logged()).includes('0@1') || late.length === 1).toBe(true)
  },
)
