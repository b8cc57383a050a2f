import {
  type Header,
  type IssueFields,
  type IssueHeader,
  issueFingerprint,
  type Link,
  MlferryError,
  type OpenContext,
  type Ref,
  type Writer,
  type Written,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import { type Ending, experimentOf, MarkedWriter, markedObject } from '../server/marked-writer.ts'
import { idsOf } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { issueHeader, issuesOf } from './read-issue.ts'

/** Those of others are known by their own ids: their names say nothing. */
export async function* writtenIssues(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const page of issuesOf(idsOf(scopes ?? []), context, signal)) {
    yield page.map(({ experimentId: scope, header, mark }) => {
      const { ref: target } = header
      return markedObject(mark?.source ?? target.id, { target, scope, mark, header })
    })
  }
}

export async function openIssue(
  object: Header<IssueFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const links = opening.links.filter(({ field }) => field === 'sourceRun')
  const wanted: Wanted = { experimentId: experimentOf(object, opening), fields, links }
  const { issue, created } = opening.earlier
    ? {
        issue: issueHeader(await context.client.issues.get({ issueId: opening.earlier.target.id, signal }), undefined),
        created: false,
      }
    : await createIssue(wanted, context, signal)
  const complete = async (ending: Ending, pending: readonly Link[]) => {
    await updateIssue(issue, wanted, { ending, context, signal })
    for (const lost of lostWithoutRuns(pending)) ending.lost(lost)
  }
  return new MarkedWriter({ object, opening, context, signal, ref: issue.ref, created, complete })
}

/** An issue as it shall be at the target. */
interface Wanted {
  readonly experimentId: string
  readonly fields: IssueFields
  readonly links: readonly Link[]
}

/** Every call makes another issue: one that a killed job made, and did not mark yet, is known by its content. */
async function createIssue(wanted: Wanted, context: ServerContext, signal: AbortSignal) {
  const { experimentId, fields, links } = wanted
  const { name, description, status, severity, rootCauses, categories, createdBy } = fields
  const left = await findUnmarked(wanted, context, signal)
  if (left) return { issue: left, created: false }
  const create = async () => {
    const made = await context.client.issues.create({
      experimentId,
      name,
      description,
      status,
      severity: severity || undefined,
      rootCauses,
      categories,
      sourceRunId: links[0]?.to.id,
      createdBy: createdBy || undefined,
      signal,
    })
    context.memory.marks.claim(made.issue_id)
    return issueHeader(made, undefined)
  }
  return { issue: await createOnce(create, () => findUnmarked(wanted, context, signal)), created: true }
}

async function findUnmarked(
  { experimentId, fields, links }: Wanted,
  context: ServerContext,
  signal: AbortSignal,
): Promise<IssueHeader | undefined> {
  const fingerprint = issueFingerprint(fields, links)
  for await (const page of issuesOf(new Set([experimentId]), context, signal)) {
    const same = page.filter(({ header, mark }) => header.fingerprint === fingerprint && !mark)
    const found = same.find(({ header }) => context.memory.marks.claim(header.ref.id))
    if (found) return found.header
  }
  return undefined
}

interface Updating {
  readonly ending: Ending
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Name, description, status and severity may change; nothing else of an issue can be set again. */
async function updateIssue(
  { ref, fields: had, links: hadLinks }: IssueHeader,
  { fields, links }: Wanted,
  { ending, context, signal }: Updating,
): Promise<void> {
  const { name, description, status, severity } = fields
  const changed =
    had.name !== name || had.description !== description || had.status !== status || had.severity !== severity
  if (changed) {
    const update = { name, description, status, severity: severity || undefined }
    await context.client.issues.update({ issueId: ref.id, ...update, signal })
    ending.changed()
  }
  const now = issueFingerprint({ ...had, name, description, status, severity: severity || had.severity }, hadLinks)
  if (now === issueFingerprint(fields, links)) return
  const message =
    'Its causes, categories, author or source run changed at the source, or its severity was taken away: MLflow cannot set these again.'
  ending.lost(new MlferryError('ERR_ISSUE_NOT_CHANGEABLE', message))
}

/** The run of an issue is named at its creation or never. */
export function lostWithoutRuns(pending: readonly Link[]): readonly MlferryError[] {
  if (pending.length === 0) return []
  const runs = pending.map(({ to }) => to.id).join(', ')
  const error = new MlferryError(
    'ERR_SOURCE_RUN_MISSING',
    `Its source run ${runs} is not at the target, and cannot be set later.`,
    {
      hint: 'Copy the run first, deleted ones with --include-deleted.',
    },
  )
  return [error]
}
