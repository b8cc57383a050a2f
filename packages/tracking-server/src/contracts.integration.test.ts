import { testTarget } from '@mlferry/core/testing'
import { type MlflowServer, mlflowVersions, newestMlflow, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, describe } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'
import type { TrackingServer } from './tracking-server.ts'

const versions = process.env.MLFERRY_TEST_VERSIONS === 'all' ? mlflowVersions : [newestMlflow]

for (const version of versions) {
  describe(`MLflow ${version}`, () => {
    const opened: (MlflowServer | TrackingServer)[] = []
    afterAll(async () => {
      for (const each of opened.reverse()) await each.close()
    })

    testTarget({
      name: 'a tracking server',
      async open() {
        const server = await startMlflowServer({ version })
        opened.push(server)
        const connect = async () => {
          const store = await openTrackingServer({ trackingUri: server.url })
          opened.push(store)
          return store
        }
        const reading = await connect()
        return { target: connect, source: async () => reading }
      },
    })
  })
}
