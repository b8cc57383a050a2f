import { sameCommand } from '@mlferry/cli-kit'
import { sagemakerEnd } from '../sagemaker-end.ts'

export interface CutOverFacts {
  readonly bin: string
  readonly from: string
  readonly to: string
  readonly fromRegistry?: string | undefined
  readonly toRegistry?: string | undefined
  /** The words of the same migration without questions. */
  readonly again: readonly string[]
  readonly idMapFile?: string | undefined
  /** The report of the verify. */
  readonly proof?: string | undefined
}

export interface CutOverStep {
  readonly title: string
  /** Lines to type, or to read. */
  readonly lines: readonly string[]
}

/** What is left for people, in the order in which they do it. */
export function cutOver(facts: CutOverFacts): readonly CutOverStep[] {
  const steps = [lastCatchUp(facts), changedLines(facts), newIds(facts), look(facts), oldServer(facts), wayBack(facts)]
  return steps.filter((step) => step !== undefined)
}

/** As numbered lines. */
export function cutOverText(steps: readonly CutOverStep[]): string {
  return steps
    .map(({ title, lines }, at) => [`${at + 1}. ${title}`, ...lines.map((line) => `     ${line}`)].join('\n'))
    .join('\n')
}

function lastCatchUp({ again, from }: CutOverFacts): CutOverStep | undefined {
  if (!isServer(from)) return undefined
  return {
    title: 'Stop what writes to the old server, and copy what is new one last time',
    lines: [sameCommand(again)],
  }
}

function changedLines({ to, toRegistry }: CutOverFacts): CutOverStep | undefined {
  if (!isServer(to)) return undefined
  return {
    title: 'Change these lines wherever MLflow is used',
    lines: [...settings(to, toRegistry), ...(sagemakerEnd(to) ? ['pip install sagemaker-mlflow'] : [])],
  }
}

function newIds({ bin, to, idMapFile }: CutOverFacts): CutOverStep | undefined {
  if (!isServer(to)) return undefined
  return {
    title: 'Runs, models and traces that name an old id: look up the new one',
    lines: [
      sameCommand([bin, 'resolve', 'OLD_ID', '--to', to]),
      ...(idMapFile === undefined ? [] : [`all of them: ${idMapFile}`]),
    ],
  }
}

function look({ bin, to }: CutOverFacts): CutOverStep | undefined {
  if (!sagemakerEnd(to)) return undefined
  return { title: 'Look at the new one in a browser', lines: [sameCommand([bin, 'sagemaker', 'open', to])] }
}

function oldServer({ bin, from, to, proof }: CutOverFacts): CutOverStep | undefined {
  if (!isServer(from)) return undefined
  const source = sagemakerEnd(from)
  if (!source)
    return { title: 'Stop the old server, and keep its database and its files until nobody misses them', lines: [] }
  const stop = source.isApp ? [] : [`${sameCommand([bin, 'sagemaker', 'stop', from])}   (it keeps its data)`]
  const remove =
    proof === undefined
      ? []
      : [`${sameCommand([bin, 'sagemaker', 'delete', from, '--proof', proof, '--to', to])}   (for good, much later)`]
  const title = source.isApp ? 'The old App costs nothing while nobody uses it' : 'Stop the old server'
  return { title, lines: [...stop, ...remove] }
}

function wayBack({ bin, from, fromRegistry, to }: CutOverFacts): CutOverStep | undefined {
  if (!isServer(from)) return undefined
  const source = sagemakerEnd(from)
  return {
    title: 'The way back: the old server is as it was. What the new one got meanwhile can be copied to it',
    lines: [
      ...(source && !source.isApp ? [sameCommand([bin, 'sagemaker', 'start', from])] : []),
      sameCommand([bin, 'copy', 'all', '--from', to, '--to', from]),
      ...settings(from, fromRegistry),
    ],
  }
}

function settings(uri: string, registry: string | undefined): readonly string[] {
  return [`MLFLOW_TRACKING_URI=${uri}`, ...(registry === undefined ? [] : [`MLFLOW_REGISTRY_URI=${registry}`])]
}

/** No directory. */
function isServer(address: string): boolean {
  return /^(?:arn:|[a-z][a-z0-9+.-]*:\/\/)/i.test(address)
}
