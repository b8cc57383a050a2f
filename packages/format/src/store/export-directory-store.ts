import { resolve } from 'node:path'
import type { StoreProvider } from '@mlferry/core'

/** Export directories, for a list of stores. Modules are loaded on first use: every command asks whether an address is a path. */
export const exportDirectoryStore: StoreProvider = {
  name: 'export directory',
  addresses: 'the path of a folder',
  // A drive of Windows has one letter. MLflow takes `databricks` alone for a server; a folder of that name is `./databricks`.
  handles: async (address) => !/^(?:[a-z][a-z0-9+.-]+:|databricks(?:-uc)?$)/i.test(address),
  async openSource(address, { allowIncomplete = false, whole = false }) {
    const { openExportDirectory } = await import('../open-export-directory.ts')
    const dir = resolve(address)
    const source = await openExportDirectory(dir, { allowIncomplete })
    if (!whole) return source
    const { refusePart } = await import('./refuse-part.ts')
    await refusePart(dir, source.layout).catch(async (error: unknown) => {
      await source[Symbol.asyncDispose]()
      throw error
    })
    return source
  },
  async openTarget(address, { request }) {
    const { openExportTarget } = await import('./open-export-target.ts')
    return openExportTarget(resolve(address), request)
  },
  async check(address, { allowIncomplete = false, signal }) {
    const { validateExport } = await import('../validate-export.ts')
    const { problems, ...counts } = await validateExport(resolve(address), { allowIncomplete, signal })
    return { counts, problems }
  },
}
