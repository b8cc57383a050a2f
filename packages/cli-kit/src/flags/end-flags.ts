import { Flags } from '@oclif/core'
import { fromRegistryFlag, toRegistryFlag } from './registry-flags.ts'

const uri = { helpValue: '<uri>', helpGroup: 'SERVER AND DIRECTORY' }

/** The server that an export reads. */
export const fromFlags = {
  from: Flags.string({
    ...uri,
    summary: 'Tracking server to read, or the address of another store. Default: MLFLOW_TRACKING_URI.',
  }),
  ...fromRegistryFlag,
}

const conflictFlag = {
  'on-conflict': Flags.string({
    helpGroup: uri.helpGroup,
    helpValue: '<rule>',
    multiple: true,
    multipleNonGreedy: true,
    summary:
      'What to do if the target has the name from another source: merge (default), rename, skip or fail. For one kind: experiment=rename.',
  }),
}

const identityFlags = {
  'update-originals': Flags.boolean({
    helpGroup: uri.helpGroup,
    summary:
      'Write changes of copies back to their originals. Default: originals stay as they are, and the report names what differs.',
  }),
  'as-new-copies': Flags.boolean({
    helpGroup: uri.helpGroup,
    summary:
      'Also copy what the target holds itself, such as into the same server. The copies go beside it, under another name (--experiment-prefix).',
  }),
}

const waitFlag = {
  wait: Flags.integer({
    helpGroup: uri.helpGroup,
    helpValue: '<seconds>',
    min: 0,
    default: 0,
    summary: 'How long to wait for another job that writes to the same server. Default: stop at once.',
  }),
}

/** The server that an import writes. */
export const toFlags = {
  ...conflictFlag,
  ...identityFlags,
  ...waitFlag,
  to: Flags.string({
    ...uri,
    summary: 'Tracking server to write, or the address of another store. Default: MLFLOW_TRACKING_URI.',
  }),
  ...toRegistryFlag,
}

const place = { ...uri, helpValue: '<uri or dir>', noCacheDefault: true, required: true } as const

/** Both ends of a plan, servers or directories. */
export const planFlags = {
  from: Flags.string({
    ...place,
    env: 'MLFERRY_FROM_MLFLOW_TRACKING_URI',
    summary: 'Tracking server to read, export directory, or the address of another store.',
  }),
  to: Flags.string({
    ...place,
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    summary: 'What would be written: a tracking server, an export directory, or another store by its address.',
  }),
  ...fromRegistryFlag,
  ...toRegistryFlag,
  'allow-incomplete': Flags.boolean({
    helpGroup: uri.helpGroup,
    summary: 'Use an export that was not finished, as it is.',
  }),
  ...conflictFlag,
  ...identityFlags,
}

/** Both servers of a copy. The target of a write is never guessed from a variable that both ends share. */
export const bothEndsFlags = {
  ...conflictFlag,
  ...identityFlags,
  ...waitFlag,
  from: Flags.string({
    ...uri,
    aliases: ['src-mlflow-uri', 'src-registry-uri'],
    env: 'MLFERRY_FROM_MLFLOW_TRACKING_URI',
    noCacheDefault: true,
    required: true,
    summary: 'Tracking server to read, export directory, or the address of another store.',
  }),
  to: Flags.string({
    ...uri,
    aliases: ['dst-mlflow-uri', 'dst-registry-uri'],
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    noCacheDefault: true,
    required: true,
    summary: 'Tracking server to write, export directory, or the address of another store.',
  }),
  ...fromRegistryFlag,
  ...toRegistryFlag,
}
