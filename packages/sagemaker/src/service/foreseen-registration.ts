/** Registered models become model package groups, their versions model packages. Whether prompts do, AWS does not say. */
const kinds = { groups: ['registeredModel', 'prompt'], packages: ['modelVersion', 'promptVersion'] }

/** What automatic model registration, where it is on, makes of what a job is going to create. undefined: nothing. */
export function foreseenRegistration(
  name: string,
  creating: ReadonlyMap<string, Iterable<string>>,
): string | undefined {
  const [groups, packages] = [kinds.groups, kinds.packages].map((each) => count(each, creating))
  if (!groups && !packages) return undefined
  const made = [
    ...(groups ? [`${groups} model package group${groups === 1 ? '' : 's'}`] : []),
    ...(packages ? [`${packages} model package${packages === 1 ? '' : 's'}`] : []),
  ]
  return `Automatic model registration of ${name} is on: SageMaker makes up to ${made.join(' and ')} of what is copied, which count against the quotas of the account. With --pause-model-registration it is off while the job runs.`
}

function count(kinds: readonly string[], creating: ReadonlyMap<string, Iterable<string>>): number {
  let total = 0
  for (const kind of kinds) for (const _ of creating.get(kind) ?? []) total += 1
  return total
}
