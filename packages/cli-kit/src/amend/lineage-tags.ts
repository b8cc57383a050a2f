import { isOfKind } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** Adds the tags that the Python tool writes with `--copy-lineage-tags`, spelt as there. The ends without secrets. */
export function addLineageTags({ source, target }: { readonly source: string; readonly target: string }): Amend {
  const users = new Map<string, string>()
  return (header) => {
    // Runs are listed before versions.
    if (isOfKind(header, 'run')) {
      const user = header.fields.tags.get('mlflow.user')
      if (user !== undefined) users.set(header.ref.id, user)
    }
    if (!isOfKind(header, 'modelVersion')) return header
    const { fields } = header
    const run = header.links.find(({ field }) => field === 'run')?.to.id ?? ''
    const user = users.get(run)
    const added: [string, string][] = [
      ['mlflow_exim.src_version.name', fields.name],
      ['mlflow_exim.src_version.version', String(fields.version)],
      ['mlflow_exim.src_version.run_id', run],
      ['mlflow_exim.src_client.tracking_uri', source],
      ['mlflow_exim.mlflow_exim.dst_client.tracking_uri', target],
      ...(user === undefined ? [] : [['mlflow_exim.src_run.mlflow.user', user] satisfies [string, string]]),
    ]
    return { ...header, fields: { ...fields, tags: new Map([...fields.tags, ...added]) } }
  }
}
