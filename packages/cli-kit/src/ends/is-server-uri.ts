/** True for what has a scheme, such as `http://…` or `arn:…`, and for MLflow's word `databricks`: anything else is the path of a directory. */
export function isServerUri(place: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]+:|databricks(?:-uc)?$)/i.test(place)
}
