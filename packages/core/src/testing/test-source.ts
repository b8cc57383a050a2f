import { describe, expect, test } from 'vitest'
import type { Source } from '../contracts/source.ts'
import type { Header } from '../objects/header.ts'
import type { RunFields } from '../objects/run.ts'
import { listAll, readAllRuns, readText } from './read-all.ts'
import { sampleObjects } from './sample-objects.ts'

export interface SourceUnderTest {
  readonly name: string
  /** A source that holds exactly `sampleObjects()`; called once, before the first test. */
  open(): Promise<Source>
}

/** What every Source must do. Needs vitest; call it at the top level of a test file. */
export function testSource({ name, open }: SourceUnderTest): void {
  describe(`${name} as a Source`, () => {
    const signal = new AbortController().signal
    let opened: Promise<Source> | undefined
    const theSource = () => {
      opened ??= open()
      return opened
    }
    const theRuns = async () => {
      const source = await theSource()
      const experiments = await listAll(source, 'experiment', signal)
      const own = experiments.find((header) => (header.fields as { name: string }).name.startsWith('contract/'))
      if (!own) throw new Error('The source does not hold the sample experiment.')
      return { source, experiment: own, runs: (await listAll(source, 'run', signal, own)) as Header<RunFields>[] }
    }

    test('lists every run once, with all its fields', async () => {
      const { runs } = await theRuns()
      expect(runs.map(({ fields }) => fields.name).sort()).toEqual(['child', 'parent', 'still running'])
      const samples = sampleObjects().map(({ header }) => header as Header<RunFields>)
      for (const { fields } of runs) {
        const sample = samples.find((each) => each.fields.name === fields.name)?.fields
        const { status, startTime, endTime, userId, lifecycle, params } = fields
        expect({ status, startTime, endTime, userId, lifecycle, params }).toEqual(pick(sample))
        expect(fields.tags.get('mlflow.note.content')).toBe(sample?.tags.get('mlflow.note.content'))
        expect([...fields.tags.keys()].filter((key) => key.startsWith('mlferry.'))).toEqual([])
      }
    })

    test('gives the same fingerprints on every listing', async () => {
      const first = (await theRuns()).runs.map(({ ref, fingerprint }) => [ref.id, fingerprint])
      const second = (await theRuns()).runs.map(({ ref, fingerprint }) => [ref.id, fingerprint])
      expect(second).toEqual(first)
    })

    test('names the parent as a link, by its own id', async () => {
      const { runs } = await theRuns()
      const child = runs.find(({ fields }) => fields.name === 'child')
      const parent = runs.find(({ fields }) => fields.name === 'parent')
      expect(child?.links).toContainEqual({ field: 'parent', to: parent?.ref })
    })

    test('ends each object of a batch exactly once, the points of a metric in one piece', async () => {
      const { source, runs } = await theRuns()
      const ended: string[] = []
      const keys: string[] = []
      for (let at = 0; at < runs.length; at += source.batchSize('run')) {
        for await (const part of source.read(runs.slice(at, at + source.batchSize('run')), signal)) {
          if (part.type === 'end') ended.push(part.of.id)
          if (part.type === 'metrics' && keys.at(-1) !== `${part.of.id} ${part.chunk.key}`)
            keys.push(`${part.of.id} ${part.chunk.key}`)
        }
      }
      expect(ended.sort()).toEqual(runs.map(({ ref }) => ref.id).sort())
      expect(new Set(keys).size).toBe(keys.length)
    })

    test('gives every point and byte', async () => {
      const { source } = await theRuns()
      const child = (await readAllRuns(source, signal)).get('child')
      expect(child?.points).toEqual({
        loss: ['0.30000000000000004@0@1700000000456', '5e-324@-7@1700000000456', 'NaN@1@1700000000456'],
        'val/loss x': ['1.7976931348623157e+308@9007199254740993@1700000000456'],
      })
      expect(child?.files).toEqual(sampleObjects()[2]?.files)
    })

    test('selects by id and by start time', async () => {
      const { source, experiment, runs } = await theRuns()
      const names = async (query: object) => {
        const found: string[] = []
        for await (const page of source.list('run', query, signal)) {
          for (const listed of page) if ('fields' in listed) found.push((listed.fields as RunFields).name)
        }
        return found.sort()
      }
      const wanted = runs.find(({ fields }) => fields.name === 'child')?.ref.id
      expect(await names({ ids: [wanted] })).toEqual(['child'])
      expect(await names({ scopes: [experiment.ref], since: 1_700_000_000_124 })).toEqual(['still running'])
      expect(await names({ scopes: [experiment.ref], until: 1_700_000_000_999 })).toEqual(['child', 'parent'])
    })

    test('opens an artifact from an offset, and says so when there is none', async () => {
      const { source, runs } = await theRuns()
      const child = runs.find(({ fields }) => fields.name === 'child')
      const root = child && (await source.artifacts(child, signal))
      if (!root) throw new Error('No artifacts of the child.')
      expect(await readText(root.open('model/MLmodel', { start: 9 }, signal))).toBe('{}\n')
      await expect(readText(root.open('no/such', { start: 0 }, signal))).rejects.toMatchObject({
        code: 'ERR_ARTIFACT_NOT_FOUND',
      })
    })
  })
}

function pick(fields: RunFields | undefined) {
  if (!fields) return undefined
  const { status, startTime, endTime, userId, lifecycle, params } = fields
  return { status, startTime, endTime, userId, lifecycle, params }
}
