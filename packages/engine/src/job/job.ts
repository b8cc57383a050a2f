import type { Capabilities, Link, ObjectKind, Ref, Source, Spool, TargetJob } from '@mlferry/core'
import type { LimitFunction } from 'p-limit'
import type { CopyEvent } from '../report/copy-event.ts'
import type { Companions } from './companions.ts'
import type { Failures } from './failures.ts'
import type { IdMap } from './id-map.ts'
import type { IdsInValues } from './ids-in-values.ts'
import type { PointsElsewhere } from './points-elsewhere.ts'

/** All that the parts of one job share. */
export interface Job {
  readonly source: Source
  readonly target: TargetJob
  /** Address of the target, for messages. */
  readonly targetLabel: string
  readonly kinds: readonly ObjectKind[]
  readonly spool: Spool
  readonly ids: IdMap
  readonly companions: Companions
  readonly failures: Failures
  readonly idsInValues: IdsInValues
  readonly pointsElsewhere: PointsElsewhere
  readonly capabilities: Capabilities
  /** Writes under way at once: metric parts, object ends, objects whose files go before their end, files. */
  readonly limits: Readonly<Record<'parts' | 'ends' | 'early' | 'files', LimitFunction>>
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly emit: (event: CopyEvent) => void
  /** Objects sealed with links that could not be set yet. */
  readonly pending: { readonly target: Ref; readonly links: readonly Link[] }[]
  /** Objects to delete at the target in the end, by the target's ids. */
  readonly removals: Ref[]
  /** What single objects wait with until all others are through. */
  readonly last: { readonly target: Ref; readonly call: () => Promise<void> }[]
}
