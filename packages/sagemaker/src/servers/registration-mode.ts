import type { ModelRegistrationMode } from '../control-plane/apps.ts'

/** Automatic model registration in the words of an App. */
export function registrationMode(isOn: boolean): ModelRegistrationMode {
  return isOn ? 'AutoModelRegistrationEnabled' : 'AutoModelRegistrationDisabled'
}
