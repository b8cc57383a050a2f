import type { Header, ModelVersionHeader, RegisteredModelFields, RunFields } from '@mlferry/core'
import { linkedIds, listAll, listByIds, scopesOf } from './list-headers.ts'
import { nameMatcher, type Selection } from './selection.ts'
import { registry, type Wanted, type WantedContext } from './wanted.ts'
import { wantedVersions } from './wanted-versions.ts'

/** Registered models with their versions, and the runs and logged models that these come from. */
export async function wantedModels(patterns: readonly string[], context: WantedContext): Promise<Wanted> {
  const { kinds, selection } = context
  const matcher = nameMatcher(patterns)
  const named = await listAll('registeredModel', {}, context)
  const scopes = named.filter(({ fields }) => matcher.matches((fields as RegisteredModelFields).name))
  const models = scopes.map(({ ref }) => ref.id)
  const all = await versionsOf(scopes, context)
  const byModel = Map.groupBy(all, ({ scope }) => scope?.id).values()
  const versions = [...byModel].flatMap((ofModel) => wantedVersions(ofModel, selection))
  const loggedModels = await listByIds('loggedModel', linkedIds(versions, 'loggedModel'), context)
  const runs = await listByIds('run', [...linkedIds(versions, 'run'), ...linkedIds(loggedModels, 'run')], context)
  const ids = {
    experiment: [...new Set([...scopesOf(runs), ...scopesOf(loggedModels)])],
    run: idsOf(runs),
    loggedModel: idsOf(loggedModels),
  }
  const passed = new Set([...models, ...idsOf(versions)])
  const wanted: Wanted = {
    kinds: kinds.filter(({ name }) => registry.has(name) || name in ids),
    notCarried: [],
    ids,
    passes: ({ ref }) => !registry.has(ref.kind) || passed.has(ref.id),
    unmatched: () => [...matcher.unmatched, ...(models.length > 0 ? missingNumbers(versions, selection) : [])],
  }
  return selection.allRuns ? withAllRuns(wanted, selection) : wanted
}

async function versionsOf(models: readonly Header[], context: WantedContext): Promise<ModelVersionHeader[]> {
  if (models.length === 0) return []
  return (await listAll('modelVersion', { scopes: models.map(({ ref }) => ref) }, context)) as ModelVersionHeader[]
}

/** All runs of these experiments too. Those of the versions come in any case, deleted or not. */
function withAllRuns(
  wanted: Wanted,
  { includeDeleted = false, since = 0, until = Number.POSITIVE_INFINITY }: Selection,
) {
  const named = new Set(wanted.ids.run)
  const passes = (header: Header) => {
    if (header.ref.kind !== 'run' || named.has(header.ref.id)) return wanted.passes(header)
    const { lifecycle, startTime } = header.fields as RunFields
    const start = startTime ?? 0
    return (includeDeleted || lifecycle !== 'deleted') && start >= since && start < until
  }
  const ids = { experiment: wanted.ids.experiment, run: undefined, loggedModel: undefined }
  return { ...wanted, ids, passes, query: { includeDeleted: true } }
}

/** Numbers that are asked for and that no model has. */
function missingNumbers(versions: readonly ModelVersionHeader[], { versions: numbers = [] }: Selection): string[] {
  const found = new Set(versions.map(({ fields }) => fields.version))
  return numbers.filter((number) => !found.has(number)).map((number) => `version ${number}`)
}

function idsOf(headers: readonly Header[]): string[] {
  return headers.map(({ ref }) => ref.id)
}
