import type { ObjectKind } from '@mlferry/core'
import { experimentKind } from './experiment/experiment-kind.ts'
import { loggedModelKind } from './logged-model/logged-model-kind.ts'
import { modelVersionKind } from './model-version/model-version-kind.ts'
import { promptKind } from './prompt/prompt-kind.ts'
import { promptVersionKind } from './prompt-version/prompt-version-kind.ts'
import { registeredModelKind } from './registered-model/registered-model-kind.ts'
import { runKind } from './run/run-kind.ts'
import { traceKind } from './trace/trace-kind.ts'

/** Every kind that mlferry carries, what holds before what is held. */
export const objectKinds: readonly ObjectKind[] = [
  experimentKind,
  runKind,
  loggedModelKind,
  registeredModelKind,
  modelVersionKind,
  promptKind,
  promptVersionKind,
  traceKind,
]
