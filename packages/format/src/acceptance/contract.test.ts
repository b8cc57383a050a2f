import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testTarget } from '@mlferry/core/testing'
import { createExportDirectory } from '../create-export-directory.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const source = { uri: 'http://source' }
const selection = {}
const mlferryVersion = '0.0.0'

testTarget({
  name: 'an export directory',
  async open() {
    const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
    return {
      target: () => createExportDirectory(dir, { layout: 'all', source, selection, mlferryVersion }),
      source: () => openExportDirectory(dir, { allowIncomplete: true }),
    }
  },
})
