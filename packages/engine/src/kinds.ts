import type { ObjectKind } from '@mlferry/core'
import { experimentKind } from './experiment/experiment-kind.ts'
import { runKind } from './run/run-kind.ts'

/** Every kind that mlferry carries, what holds before what is held. */
export const objectKinds: readonly ObjectKind[] = [experimentKind, runKind]
