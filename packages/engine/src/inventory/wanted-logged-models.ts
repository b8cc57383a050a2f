import type { ExperimentFields, Header, LoggedModelFields } from '@mlferry/core'
import { linkedIds, listAll, listByIds, scopesOf } from './list-headers.ts'
import { nameMatcher } from './selection.ts'
import type { Wanted, WantedContext } from './wanted.ts'

/** Logged models by id, or all of the selected experiments, with the runs that made them or logged their points. */
export async function wantedLoggedModels(asked: readonly string[] | 'all', context: WantedContext): Promise<Wanted> {
  const { experiments = ['*'] } = context.selection
  const matcher = nameMatcher(asked === 'all' ? experiments : asked)
  const models =
    asked === 'all' ? await modelsOf(matcher.matches, context) : await listByIds('loggedModel', asked, context)
  if (asked !== 'all') for (const { ref } of models) matcher.matches(ref.id)
  const runs = await listByIds('run', [...linkedIds(models, 'run'), ...models.flatMap(runsWithPoints)], context)
  const ids = {
    experiment: [...new Set([...scopesOf(models), ...scopesOf(runs)])],
    run: runs.map(({ ref }) => ref.id),
    loggedModel: models.map(({ ref }) => ref.id),
  }
  const kinds = context.kinds.filter(({ name }) => name in ids)
  return { kinds, notCarried: [], ids, passes: () => true, unmatched: () => [...matcher.unmatched] }
}

type Matches = ReturnType<typeof nameMatcher>['matches']

async function modelsOf(matches: Matches, context: WantedContext): Promise<Header[]> {
  const experiments = await listAll('experiment', {}, context)
  const scopes = experiments.filter(({ ref, fields }) => matches((fields as ExperimentFields).name, ref.id))
  return scopes.length > 0 ? listAll('loggedModel', { scopes: scopes.map(({ ref }) => ref) }, context) : []
}

function runsWithPoints({ fields }: Header): string[] {
  return (fields as LoggedModelFields).metrics.map(({ runId }) => runId).filter((runId) => runId !== '')
}
