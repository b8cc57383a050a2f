/** The newest MLflow known to these tests: pinned, so that a release cannot turn them red overnight. */
export const newestMlflow = '3.17.2'

/** The versions under test, oldest first. */
export const mlflowVersions = ['2.9.2', '2.16.2', '3.0.1', '3.4.0', '3.10.1', newestMlflow] as const

/** Those that tests go through: every one with `MLFERRY_TEST_VERSIONS=all`, else 2.16.2 and the newest. */
export function mlflowVersionsUnderTest(): readonly string[] {
  return process.env.MLFERRY_TEST_VERSIONS === 'all' ? mlflowVersions : ['2.16.2', newestMlflow]
}

/** True when `version` is `bound` or later: `mlflowAtLeast('2.16.2', '3.0')` is false. */
export function mlflowAtLeast(version: string, bound: string): boolean {
  const [left, right] = [version, bound].map((text) => text.split('.').map(Number))
  for (const [index, part] of (right ?? []).entries()) {
    const own = left?.[index] ?? 0
    if (own !== part) return own > part
  }
  return true
}
