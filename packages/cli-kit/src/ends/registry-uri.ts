import { UsageError } from '../errors/usage-error.ts'
import { type End, environmentOfEnd } from './environment-of-end.ts'

export interface NamedRegistry {
  /** By the flag. */
  readonly given: string | undefined
  /** The command names both ends: a variable that they share says nothing about one of them. */
  readonly bothEnds: boolean
}

export type Registries = Readonly<Record<End, NamedRegistry>>

export interface RegistryFlags {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly 'from-registry'?: string | undefined
  readonly 'to-registry'?: string | undefined
}

export function registriesOf({ from, to, ...flags }: RegistryFlags): Registries {
  const bothEnds = from !== undefined && to !== undefined
  return { FROM: { given: flags['from-registry'], bothEnds }, TO: { given: flags['to-registry'], bothEnds } }
}

/** Of a variable that would be taken by one end alone. */
export function unusedRegistryNote(
  registries: Registries,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const named = (['FROM', 'TO'] as const).some((end) => registryUri(end, registries[end], env) !== undefined)
  if (!registries.FROM.bothEnds || named || !env.MLFLOW_REGISTRY_URI?.trim()) return undefined
  return 'MLFLOW_REGISTRY_URI is not used: both ends are named, and it does not say which of them it belongs to. Use --from-registry or --to-registry.'
}

/** The server of the registry of an end. undefined: its tracking server has that too. */
export function registryUri(
  end: End,
  { given, bothEnds }: NamedRegistry,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { MLFLOW_REGISTRY_URI: shared, ...rest } = env
  const own = environmentOfEnd(end, bothEnds ? rest : { ...rest, MLFLOW_REGISTRY_URI: shared }).MLFLOW_REGISTRY_URI
  return (given ?? own)?.trim() || undefined
}

/** Throws UsageError: a store that has its registry in it. */
export function refuseRegistry(end: End, { given }: NamedRegistry, { name }: { readonly name: string }): void {
  if (given === undefined) return
  const flag = end === 'FROM' ? '--from' : '--to'
  throw new UsageError(
    `${flag}-registry names a server, but ${flag} is of another kind: ${name}.`,
    `Leave ${flag}-registry out: it holds models and prompts beside the rest.`,
  )
}
