import { sampleObjects, testSource, testTarget, writeSample } from '@mlferry/core/testing'
import { type MlflowServer, mlflowVersions, newestMlflow, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, describe } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'
import type { TrackingServer } from './tracking-server.ts'

// Each test needs an empty server: the other version under test is for the matrix.
const versions = process.env.MLFERRY_TEST_VERSIONS === 'all' ? mlflowVersions : [newestMlflow]

for (const version of versions) {
  describe(`MLflow ${version}`, () => {
    const opened: (MlflowServer | TrackingServer)[] = []
    const emptyServer = async (): Promise<TrackingServer> => {
      const server = await startMlflowServer({ version })
      const store = await openTrackingServer({ trackingUri: server.url })
      opened.push(server, store)
      return store
    }
    afterAll(async () => {
      for (const each of opened.reverse()) await each.close()
    })

    testSource({
      name: 'A tracking server',
      async open() {
        const store = await emptyServer()
        await writeSample(store, sampleObjects())
        return store
      },
    })

    testTarget({
      name: 'A tracking server',
      async open() {
        const store = await emptyServer()
        return { target: store, readBack: async () => store }
      },
    })
  })
}
