/** True for what has a scheme, such as `http://…` or `arn:…`: anything else is the path of a directory. */
export function isServerUri(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(place)
}
