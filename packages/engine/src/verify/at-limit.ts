import type { Header, KindCapabilities, MetricPoint } from '@mlferry/core'

/** True: so large that some call of either end may have cut it. */
export function isAtLimit({ fields }: Header, ends: readonly (KindCapabilities | undefined)[]): boolean {
  return ends.some((end) => Object.entries(end?.perCall ?? {}).some(([field, most]) => reaches(fields, field, most)))
}

function reaches(fields: object, field: string, most: number): boolean {
  if (field !== 'points') return sizeOf((fields as Readonly<Record<string, unknown>>)[field]) >= most
  const { latestMetrics } = fields as { readonly latestMetrics?: ReadonlyMap<string, MetricPoint> }
  // A listing tells no more of a history than how far it got.
  return [...(latestMetrics?.values() ?? [])].some(({ step }) => step >= BigInt(most) - 1n)
}

function sizeOf(value: unknown): number {
  return value instanceof Map ? value.size : 0
}
