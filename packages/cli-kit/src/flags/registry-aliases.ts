const ends = [
  { registry: '--src-registry-uri', servers: ['--from', '--src-mlflow-uri'], instead: '--from-registry' },
  { registry: '--dst-registry-uri', servers: ['--to', '--dst-mlflow-uri'], instead: '--to-registry' },
]

/**
 * The Python tool names a whole server by its registry alone. Beside a tracking server its flag means the registry, as the word says: the
 * arguments with the flag that does.
 */
export function withRegistryFlags(argv: readonly string[]): string[] {
  const nameOf = (word: string) => word.split('=', 1)[0] ?? ''
  const given = new Set(argv.map(nameOf))
  return argv.map((word) => {
    const end = ends.find(
      ({ registry, servers }) => registry === nameOf(word) && servers.some((each) => given.has(each)),
    )
    return end ? end.instead + word.slice(end.registry.length) : word
  })
}
