import { environmentOfEnd } from '@mlferry/cli-kit'
import { redact } from '@mlferry/core'
import type { ControlPlane } from '@mlferry/sagemaker'
import type { MigrateFlags } from '../jobs/migration-command.ts'
import type { Questions } from '../questions/questions.ts'
import type { RoadFile } from '../road/road-file.ts'
import { sagemakerEnd } from '../sagemaker-end.ts'
import { askForApp, type Chosen, chooseTarget } from './choose-target.ts'
import { refuseMissing } from './missing-flags.ts'
import { makeApp, type NewApp } from './new-app.ts'

export interface SettleContext {
  readonly flags: MigrateFlags
  readonly file: RoadFile
  /** Absent: nobody is there to ask. */
  readonly questions: Questions | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly note: (line: string) => void
}

/** Both addresses: of the flags, of an earlier start, or as somebody answers; an App is made if that is wanted. */
export async function settleEnds(context: SettleContext): Promise<{ readonly from: string; readonly to: string }> {
  const { flags, file, questions, env } = context
  if (!questions) refuseMissing(flags, file.road)
  const from = flags.from ?? file.road.from ?? (await questions?.text(sourceQuestion(env.MLFLOW_TRACKING_URI))) ?? ''
  await file.note({ from: redact(from) })
  const to = flags.to ?? file.road.to ?? (await newTarget(from, context))
  await file.note({ to: redact(to), ...(file.road.step === 'ends' && { step: 'plan' }) })
  return { from, to }
}

function sourceQuestion(initial: string | undefined) {
  return { message: 'Address of the server to leave', example: 'http://old-server:5000', initial }
}

async function newTarget(from: string, context: SettleContext): Promise<string> {
  const { file, note } = context
  const asked = file.road.creating
  const chosen = asked ? { creating: asked } : await choose(from, context)
  if ('to' in chosen) return chosen.to
  const plane = await openPlane(chosen.creating.region, context)
  const app = { ...chosen.creating, region: plane.region }
  const beforeAsking = () => file.note({ creating: app })
  return makeApp(plane, { app, maybeAsked: asked !== undefined, beforeAsking, note })
}

async function choose(from: string, context: SettleContext): Promise<Chosen> {
  const { flags, questions, env, note } = context
  const { 'create-app': name, 'artifact-store': artifactStore, role, region } = flags
  const app: Partial<NewApp> = {
    ...(name !== undefined && { name }),
    ...(artifactStore !== undefined && { artifactStore }),
    ...(role !== undefined && { role }),
    ...(region !== undefined && { region }),
  }
  if (isWhole(app)) return { creating: app }
  if (!questions) return { to: '' }
  const nearby = environmentOfEnd('TO', env).AWS_REGION ?? sagemakerEnd(from)?.region
  const asking = { questions, region: nearby, from, app, openPlane: (at: string) => openPlane(at, context), note }
  return name === undefined ? chooseTarget(asking) : { creating: await askForApp(asking) }
}

function isWhole(app: Partial<NewApp>): app is NewApp {
  return [app.name, app.artifactStore, app.role].every((each) => each !== undefined)
}

async function openPlane(region: string | undefined, { env, signal, note }: SettleContext): Promise<ControlPlane> {
  const { openControlPlane } = await import('@mlferry/sagemaker')
  return openControlPlane({ region, env: environmentOfEnd('TO', env), signal, warn: note, onRetry: note })
}
