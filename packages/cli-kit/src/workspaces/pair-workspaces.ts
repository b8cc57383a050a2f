import { defaultWorkspace, isMlferryError, MlferryError, type Source, type Workspaces } from '@mlferry/core'
import { UsageError } from '../errors/usage-error.ts'
import { prefixNames } from './prefix-names.ts'
import type { WorkspaceFlags } from './workspace-flags.ts'

/** A target, or what is compared with the source. */
interface Divided<End> {
  readonly label: string
  workspaces?(signal: AbortSignal): Promise<Workspaces<End> | undefined>
}

export interface WorkspacePair<To> {
  /** Of the source; undefined where it is not divided, and for its default one where that is all. */
  readonly workspace: string | undefined
  readonly source: Source
  readonly target: To
  /** Called before anything of it is written: makes the workspace at the target. */
  readonly begin?: () => Promise<void>
}

export interface PairOptions<To extends Divided<To>> {
  readonly source: Source
  readonly target: To
  readonly flags: WorkspaceFlags
  /** What stands for a workspace that the target does not have: `create` makes it there, a function gives what takes its place. */
  readonly missing: 'create' | 'fail' | ((target: To) => To)
  readonly signal: AbortSignal
}

/**
 * The workspaces of the source, each with the place at the target that it goes to, the default one first. All are opened before the
 * first is copied: what cannot be read or has no place is said before anything is written. Throws ERR_WORKSPACES_NOT_HELD where a
 * target without workspaces would have to take several, ERR_WORKSPACE_NOT_FOUND, UsageError.
 */
export async function pairWorkspaces<To extends Divided<To>>(options: PairOptions<To>): Promise<WorkspacePair<To>[]> {
  const { source, target, flags, signal } = options
  const { 'to-workspace': into, 'workspace-prefix': prefix = false } = flags
  const from = await source.workspaces?.(signal)
  const names = await chosen(from, options)
  if (names.length === 1 && names[0] === defaultWorkspace && into === undefined) {
    return [{ workspace: undefined, source, target }]
  }
  if (into !== undefined && names.length > 1) {
    throw new UsageError(
      `--to-workspace takes one workspace, but the source has ${names.length}: ${names.join(', ')}.`,
      'Name one with --workspaces, or put all into one with --workspace-prefix.',
    )
  }
  const to = prefix ? undefined : await target.workspaces?.(signal)
  if (!to && into !== undefined) throw notDivided(target.label, `--to-workspace ${into} cannot be done.`)
  if (!to && !prefix && names.length > 1) throw cannotHold(target.label, names)
  const pairs: WorkspacePair<To>[] = []
  for (const name of names) {
    const own = (await from?.open(name, { signal })) ?? source
    pairs.push({
      workspace: name,
      source: prefix && name !== defaultWorkspace ? prefixNames(own, `${name}-`) : own,
      ...(to ? await place(to, into ?? name, options) : { target }),
    })
  }
  return pairs
}

async function place<To extends Divided<To>>(
  to: Workspaces<To>,
  name: string,
  { target, missing, signal }: PairOptions<To>,
): Promise<Pick<WorkspacePair<To>, 'target' | 'begin'>> {
  if (missing === 'create') {
    return { target: await to.open(name, { mayBeMissing: true, signal }), begin: async () => to.make?.(name, signal) }
  }
  try {
    return { target: await to.open(name, { signal }) }
  } catch (error) {
    const isMissing = isMlferryError(error) && error.code === 'ERR_WORKSPACE_NOT_FOUND'
    if (isMissing && typeof missing === 'function') return { target: missing(target) }
    throw error
  }
}

async function chosen<To extends Divided<To>>(
  from: Workspaces<Source> | undefined,
  { source, flags, signal }: PairOptions<To>,
): Promise<readonly string[]> {
  const asked = flags.workspaces
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (asked?.length === 0)
    throw new UsageError('--workspaces names nothing.', 'Give names, such as --workspaces default.')
  if (!from) {
    const others = asked?.filter((name) => name !== defaultWorkspace) ?? []
    if (others.length > 0) throw notDivided(source.label, `There is no ${others.join(', ')}.`)
    return [defaultWorkspace]
  }
  const there = await from.list(signal)
  const missing = asked?.filter((name) => !there.includes(name)) ?? []
  if (missing.length > 0) {
    throw new MlferryError(
      'ERR_WORKSPACE_NOT_FOUND',
      `There is no workspace ${missing.join(', ')} at ${source.label}.`,
      {
        hint: `It has: ${there.join(', ')}.`,
      },
    )
  }
  return asked ? there.filter((name) => asked.includes(name)) : there
}

function notDivided(label: string, what: string): MlferryError {
  return new MlferryError('ERR_WORKSPACES_NOT_HELD', `${label} shows no other workspaces. ${what}`, {
    hint: 'MLflow has workspaces since 3.10, on servers started with --enable-workspaces. MLFLOW_WORKSPACE narrows an end to one.',
  })
}

function cannotHold(label: string, names: readonly string[]): MlferryError {
  const message = `The source has ${names.length} workspaces (${names.join(', ')}), and ${label} has none.`
  return new MlferryError('ERR_WORKSPACES_NOT_HELD', message, {
    hint: 'Copy only one (--workspaces default), or copy all into one with prefixes (--workspace-prefix).',
  })
}
