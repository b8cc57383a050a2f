import type { Link } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'

/** What a version of another tool refers to: its run, and the logged model or the folder of a run that holds its files. */
export function versionLinks(version: JsonObject, runRoot: string | undefined): Link[] {
  const { run_id: runId } = version
  const run = typeof runId === 'string' ? runId : ''
  return [...(run === '' ? [] : [{ field: 'run', to: { kind: 'run', id: run } }]), ...filesLinks(version, run, runRoot)]
}

/** True where only the address of the run's artifacts can tell whether the files are among them. */
export function needsRunRoot(version: JsonObject): boolean {
  const { run_id: run, source } = version
  return Boolean(run) && !/^(?:models|runs):/.test(String(source ?? '')) && !version.model_id
}

function filesLinks({ source, model_id: modelId }: JsonObject, run: string, runRoot: string | undefined): Link[] {
  const address = String(source ?? '')
  const model = /^models:\/(m-[^/]+)\/?$/.exec(address)?.[1] ?? modelId
  if (model) return [{ field: 'model', to: { kind: 'loggedModel', id: String(model) } }]
  const [, ofRun, path = ''] = /^runs:\/+([^/]+)\/?(.*)$/s.exec(address) ?? []
  if (ofRun !== undefined) return [filesLink(ofRun, path)]
  if (run === '' || !runRoot) return []
  const root = runRoot.replace(/\/+$/, '')
  const folder = address.replace(/\/+$/, '')
  if (folder === root) return [filesLink(run, '')]
  return folder.startsWith(`${root}/`) ? [filesLink(run, folder.slice(root.length + 1))] : []
}

function filesLink(run: string, path: string): Link {
  return { field: 'files', to: { kind: 'run', id: run }, data: { path } }
}
