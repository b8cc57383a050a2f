import type { Header } from '@mlferry/core'

/** The address of the experiment's artifacts, as far as that of an object in it tells: MLflow puts runs, models and traces below it. */
export function experimentFolder({ ref: { id }, fields }: Header): string | undefined {
  const { artifactUri = '' } = fields
  const ends = [`/models/${id}/artifacts`, `/traces/${id}/artifacts`, `/${id}/artifacts`]
  const end = ends.find((each) => artifactUri.endsWith(each))
  return end === undefined ? undefined : artifactUri.slice(0, -end.length)
}
