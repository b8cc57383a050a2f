import { Flags } from '@oclif/core'

/** Of a command that reads a server. */
export const fromRegistryFlag = { 'from-registry': registry('from') }

/** Of a command that writes a server, or compares it. */
export const toRegistryFlag = { 'to-registry': registry('to') }

function registry(end: 'from' | 'to') {
  return Flags.string({
    helpGroup: 'SERVER AND DIRECTORY',
    helpValue: '<uri>',
    noCacheDefault: true,
    summary: `Server of the models and prompts of --${end}, if it is another one. Default: MLFLOW_REGISTRY_URI, else --${end}.`,
  })
}
