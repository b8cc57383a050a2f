import { isHttpError } from '@mlferry/client'
import {
  experimentIdsTag,
  type Header,
  idListOfLinks,
  isPrompt,
  type Link,
  type OpenContext,
  type PromptFields,
  pendingTags,
  type Ref,
  readPending,
  settledTags,
  type Writer,
  type Written,
} from '@mlferry/core'
import { openNamedModel, RegisteredModelWriter, toWrittenModel } from '../registered-model/write-registered-model.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { tagMap } from '../server/tag-map.ts'
import { promptFilter, promptHeader } from './read-prompt.ts'

export async function* writtenPrompts(
  _: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const { registered_models = [] } of context.client.registeredModels.searchPages({
    filter: promptFilter,
    signal,
  })) {
    yield registered_models.map((model) => ({
      ...toWrittenModel(promptHeader(model), model, context),
      pending: readPending(tagMap(model.tags), { experiments: 'experiment' }),
    }))
  }
}

export async function openPrompt(
  object: Header<PromptFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  return new PromptWriter(await openNamedModel({ object, fields, opening, context, signal }))
}

class PromptWriter extends RegisteredModelWriter {
  override async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.linkTags = [...idListOfLinks(resolved, this.there, experimentIdsTag), ...pendingTags(pending)]
  }
}

/** Adds the experiments that came later, and forgets that they were waited for. */
export async function relinkPrompt(
  { id: name }: Ref,
  { resolved, pending }: RelinkLinks,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { registeredModels } = client
  const there = tagMap((await registeredModels.get({ name, signal })).tags)
  for (const { key, value } of [...idListOfLinks(resolved, there, experimentIdsTag), ...pendingTags(pending)]) {
    if (there.get(key) !== value) await registeredModels.setTag({ name, key, value, signal })
  }
  for (const key of settledTags(resolved, pending)) {
    if (there.has(key)) await registeredModels.deleteTag({ name, key, signal })
  }
}

/** Its versions go with it. A model of that name, which is no prompt, stays. */
export async function clearPrompt(name: string, { client }: ServerContext, signal: AbortSignal): Promise<void> {
  const found = await client.registeredModels.get({ name, signal }).catch((error: unknown) => {
    if (isHttpError(error) && error.status === 404) return undefined
    throw error
  })
  if (found && isPrompt(tagMap(found.tags))) await client.registeredModels.delete({ name, signal })
}
