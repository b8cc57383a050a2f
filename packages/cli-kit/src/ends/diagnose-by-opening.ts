import { type DiagnoseContext, type Finding, findingOf, type StoreProvider } from '@mlferry/core'

/** For a store without checks of its own: whether it can be opened, and what it holds can be listed. */
export async function* diagnoseByOpening(
  { name, openSource, openTarget }: StoreProvider,
  address: string,
  context: DiagnoseContext,
): AsyncGenerator<Finding> {
  const { write, signal } = context
  try {
    if (write) {
      if (!openTarget) return yield { check: 'address', status: 'failed', found: `${name}: it cannot be written` }
      await using target = await openTarget(address, context)
      yield { check: 'address', status: 'ok', found: `${name} ${target.label}` }
      await using job = await target.begin(signal)
      for await (const _ of job.written('experiment', undefined, signal)) break
    } else {
      if (!openSource) return yield { check: 'address', status: 'failed', found: `${name}: it cannot be read` }
      await using source = await openSource(address, context)
      yield { check: 'address', status: 'ok', found: `${name} ${source.label}` }
      for await (const _ of source.list('experiment', {}, signal)) break
    }
    yield { check: 'read', status: 'ok', found: 'experiments can be listed' }
  } catch (error) {
    yield findingOf('read', error)
  }
}
