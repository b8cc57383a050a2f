/** Ids of these kinds are names or small numbers. */
const kinds: ReadonlySet<string> = new Set([
  'workspace',
  'experiment',
  'registeredModel',
  'modelVersion',
  'prompt',
  'promptVersion',
])

/** Whether ids of a kind repeat: those of two stores mean the same object only where creation times are the same too. */
export function idsRepeat(kind: string): boolean {
  return kinds.has(kind)
}
