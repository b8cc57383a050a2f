import type { Marks } from './marks.ts'
import type { Store } from './store.ts'
import type { TargetJob } from './target-job.ts'
import type { Workspaces } from './workspaces.ts'

/** Where objects are written, by jobs. It remembers nothing of them: only what is true of the store as long as it is connected. */
export interface Target extends Store {
  /** Called once for each job, before anything else of it. Writes nothing by itself. Jobs of one Target follow each other. */
  begin(signal: AbortSignal): Promise<TargetJob>
  /** What mlferry noted on its objects. Absent: nothing, objects are recognised without it. */
  marks?(): Marks
  /** Absent, or resolves to undefined: the store is not divided, or shows just one workspace. */
  workspaces?(signal: AbortSignal): Promise<Workspaces<Target> | undefined>
}
