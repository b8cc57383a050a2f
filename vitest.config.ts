import { defineConfig } from 'vitest/config'

const sources = { resolve: { conditions: ['@mlferry/source'] }, ssr: { resolve: { conditions: ['@mlferry/source'] } } }

// Tests of the judge itself, and of pairs of stores that others show too: part of test:matrix.
const matrix =
  process.env.MLFERRY_TEST_VERSIONS === 'all'
    ? []
    : [
        '**/compare-models.integration.test.ts',
        '**/mlflow-server.integration.test.ts',
        '**/fill-many-runs.integration.test.ts',
        '**/compare-servers.integration.test.ts',
        '**/s3-artifacts.integration.test.ts',
        '**/log-points.integration.test.ts',
      ]

const integration = ['{packages,apps,scripts,examples}/**/*.integration.test.ts']
// Acceptance that takes minutes, such as stand-ins of services and large servers: run by test:long.
const long = ['{packages,apps,scripts,examples}/**/*.long.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', './scripts/plain-line-reporter.ts'],
    projects: [
      {
        ...sources,
        test: {
          name: 'unit',
          include: ['{packages,apps,scripts,examples}/**/*.test.ts'],
          exclude: [...integration, ...long, '**/node_modules/**', '**/dist/**'],
          // A test that hangs, not one that shares the machine with others: a quick one can take ten times as long then.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // No module has state, and what a test changes of the process it puts back: one worker for many files takes half the time.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        ...sources,
        test: {
          name: 'integration',
          include: integration,
          exclude: [...matrix, '**/node_modules/**', '**/dist/**'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // As above; and what the test-kit keeps, a Python process with MLflow imported, serves all files of a worker.
          isolate: false,
          maxWorkers: 2,
        },
      },
      ...(process.env.MLFERRY_TEST_LONG ? [{ ...sources, test: longTests() }] : []),
    ],
  },
})

function longTests() {
  return { name: 'long', include: long, testTimeout: 1_200_000, hookTimeout: 600_000, fileParallelism: false }
}
