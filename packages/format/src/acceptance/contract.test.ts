import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleObjects, testSource, testTarget } from '@mlferry/core/testing'
import { writeObjects } from '../../test/write-objects.ts'
import { createExportDirectory } from '../create-export-directory.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const source = { uri: 'http://source' }
const selection = {}
const mlferryVersion = '0.0.0'

testSource({
  name: 'an export directory',
  async open() {
    const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
    await writeObjects(
      await createExportDirectory(dir, { layout: 'all', source, selection, mlferryVersion }),
      sampleObjects(),
    )
    return await openExportDirectory(dir)
  },
})

testTarget({
  name: 'an export directory',
  async open() {
    const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
    const target = await createExportDirectory(dir, { layout: 'all', source, selection, mlferryVersion })
    return { target, readBack: () => openExportDirectory(dir) }
  },
})
