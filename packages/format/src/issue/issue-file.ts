import { type IssueFields, issueFingerprint } from '@mlferry/core'
import { numberOrNull, text, texts } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** issue.json */
export const issueFile: PlainKind<IssueFields> = {
  name: 'issue',
  schema: 'issue',
  write({ ref, scope, fields, links }) {
    const issue = fields
    return {
      experiment_id: scope?.id ?? null,
      issue_id: ref.id,
      name: issue.name,
      description: issue.description,
      status: issue.status,
      severity: issue.severity,
      root_causes: issue.rootCauses,
      categories: issue.categories,
      source_run_id: links.find(({ field }) => field === 'sourceRun')?.to.id ?? null,
      created_by: issue.createdBy,
      created_timestamp: issue.creationTime,
      last_updated_timestamp: issue.lastUpdateTime,
    }
  },
  read(mlflow, { links, extra }) {
    const fields: IssueFields = {
      name: text(mlflow.name),
      description: text(mlflow.description),
      status: text(mlflow.status),
      severity: text(mlflow.severity),
      rootCauses: texts(mlflow.root_causes),
      categories: texts(mlflow.categories),
      createdBy: text(mlflow.created_by),
      creationTime: numberOrNull(mlflow.created_timestamp),
      lastUpdateTime: numberOrNull(mlflow.last_updated_timestamp),
      extra,
    }
    return { fields, fingerprint: issueFingerprint(fields, links) }
  },
}
