import { resolve } from 'node:path'
import type { StoreProvider } from '@mlferry/core'

/** `csv:<folder>`: a folder of CSV files, to copy from. */
export const csvStore = {
  name: 'folder of CSV files',
  addresses: 'csv:<folder>',
  handles: async (address) => address.startsWith('csv:'),
  async openSource(address, context) {
    // Every command asks whether an address is ours: the parser is loaded when one is.
    const { openCsvSource } = await import('./csv-source.ts')
    return openCsvSource(resolve(address.slice('csv:'.length)), context)
  },
} satisfies StoreProvider
