import type { RefusedName } from '@mlferry/client'
import type { Finding } from '@mlferry/core'
import type { SagemakerArn } from '../sagemaker-arn.ts'

/** Names of model package groups, which is what registered models become. */
const taken = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/
const longest = 63

/** What automatic model registration means for an import. */
export function registrationFinding(arn: SagemakerArn, isOn: boolean): Finding {
  const check = 'model registration'
  if (!isOn) return { check, status: 'ok', found: 'Automatic model registration is off.' }
  const found =
    'Automatic model registration is on: every registered model becomes a model package group, every version a model package, names with anything but letters, digits and - are refused, and aliases sagemakerlifecycle-… move packages through their stages.'
  const pause = 'If that is not wanted of what you copy, copy with --pause-model-registration.'
  const isApp = arn.type === 'mlflow-app'
  const cure = isApp ? `${pause} For good: mlferry sagemaker update-app ${arn.arn} --no-register-models` : pause
  return { check, status: 'warning', found, cure }
}

/** The names that do not fit, each with one that does and that no other has. */
export function refusedNames(names: readonly string[]): readonly RefusedName[] {
  const used = new Set(names.filter((name) => taken.test(name)))
  return names
    .filter((name) => !taken.test(name))
    .map((name) => {
      const instead = unlike(used, plain(name))
      used.add(instead)
      return { name, instead }
    })
}

function plain(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '')
  return trimmed(letters.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-/, '')) || 'model'
}

function unlike(used: ReadonlySet<string>, name: string): string {
  let unique = name
  for (let n = 2; used.has(unique); n += 1) unique = `${trimmed(name, longest - `-${n}`.length)}-${n}`
  return unique
}

function trimmed(name: string, most = longest): string {
  return name.slice(0, most).replace(/-+$/, '')
}
