import type { ArtifactFile, ArtifactRoot, Header } from '@mlferry/core'
import { isAbort, isFatal } from '@mlferry/core'
import pMap from 'p-map'
import { type Problem, toProblem } from '../report/outcome.ts'
import type { Job } from './job.ts'

interface ArtifactCopy {
  readonly to: ArtifactRoot | undefined
  /** An earlier copy may have brought some already. */
  readonly compare: boolean
}

/** Copies every file of an object. One that fails is named, the others still arrive. */
export async function copyArtifacts(
  header: Header,
  { to, compare }: ArtifactCopy,
  job: Job,
): Promise<readonly Problem[]> {
  const { signal } = job
  const problems: Problem[] = []
  const note = (error: unknown, doing: string) => {
    if (isFatal(error) || isAbort(error)) throw error
    problems.push(toProblem(error, 'ERR_ARTIFACT', doing))
  }
  try {
    const from = await job.source.artifacts(header, signal)
    if (!from) return problems
    const files = from.list(signal)
    const first = await files[Symbol.asyncIterator]().next()
    if (first.done) return problems
    if (!to) {
      problems.push({ code: 'ERR_NO_ARTIFACT_ROOT', message: 'The target has no place for artifacts of this object.' })
      return problems
    }
    const there = compare ? await sizesOf(to, signal) : undefined
    const copyOne = async (file: ArtifactFile) => {
      if (there?.has(file.path) && there.get(file.path) === file.size) return
      try {
        await job.limits.files(() => copyFile(file, { from, to }, job))
      } catch (error) {
        note(error, `Artifact ${file.path}`)
      }
    }
    await pMap(withFirst(first.value, files), copyOne, { concurrency: job.concurrency, signal })
  } catch (error) {
    note(error, 'Artifacts')
  }
  return problems
}

async function copyFile(file: ArtifactFile, ends: { from: ArtifactRoot; to: ArtifactRoot }, job: Job): Promise<void> {
  const { from, to } = ends
  const taken = await to.copyFrom?.(from, file, job.signal)
  const arrived = taken ?? (await to.put(file, (start) => from.open(file.path, { start }, job.signal), job.signal))
  job.emit({ type: 'moved', points: 0, files: 1, bytes: arrived.size ?? 0 })
}

async function sizesOf(root: ArtifactRoot, signal: AbortSignal): Promise<Map<string, number | undefined>> {
  const sizes = new Map<string, number | undefined>()
  for await (const { path, size } of root.list(signal)) sizes.set(path, size)
  return sizes
}

async function* withFirst(first: ArtifactFile, rest: AsyncIterable<ArtifactFile>): AsyncGenerator<ArtifactFile> {
  yield first
  yield* rest
}
