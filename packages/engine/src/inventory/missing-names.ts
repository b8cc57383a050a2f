import { MlferryError, type Source } from '@mlferry/core'
import type { Selection } from './selection.ts'

/**
 * Names and ids of the selection that nothing at the source has. Throws ERR_NOT_FOUND when they are all of a list: then there is nothing
 * to do. That a source holds nothing at all of what `*` selects is no mistake.
 */
export function missingNames(unmatched: readonly string[], selection: Selection, source: Source): readonly string[] {
  const missing = unmatched.filter((name) => name !== '*')
  const all = new Set(missing)
  if (listsOf(selection).some((list) => list.length > 0 && list.every((name) => all.has(name)))) {
    throw notFound(missing, source)
  }
  return missing
}

function listsOf(selection: Selection): readonly (readonly string[])[] {
  const { experiments, runIds, models, loggedModels, prompts, evaluationDatasets, objects, versions } = selection
  const named = loggedModels === 'all' ? undefined : loggedModels
  const numbers = versions?.map((number) => `version ${number}`)
  return [experiments, runIds, models, named, prompts, evaluationDatasets, objects?.names, numbers].filter(
    (list) => list !== undefined,
  )
}

function notFound(missing: readonly string[], source: Source): MlferryError {
  const names = missing.map((name) => `'${name}'`).join(', ')
  return new MlferryError('ERR_NOT_FOUND', `Nothing at ${source.label} is named ${names}.`, {
    hint: 'Give names or ids as the source shows them. Deleted objects must be asked for.',
  })
}
