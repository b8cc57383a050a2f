import { Flags } from '@oclif/core'

const uri = { helpValue: '<uri>', helpGroup: 'SERVER AND DIRECTORY' }

/** The server that an export reads. */
export const fromFlags = {
  from: Flags.string({ ...uri, summary: 'Tracking server to read. Default: MLFLOW_TRACKING_URI.' }),
}

/** The server that an import writes. */
export const toFlags = {
  to: Flags.string({ ...uri, summary: 'Tracking server to write. Default: MLFLOW_TRACKING_URI.' }),
}

/** Both servers of a copy. The target of a write is never guessed from a variable that both ends share. */
export const bothEndsFlags = {
  from: Flags.string({
    ...uri,
    aliases: ['src-mlflow-uri'],
    env: 'MLFERRY_FROM_MLFLOW_TRACKING_URI',
    noCacheDefault: true,
    required: true,
    summary: 'Tracking server to read.',
  }),
  to: Flags.string({
    ...uri,
    aliases: ['dst-mlflow-uri'],
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    noCacheDefault: true,
    required: true,
    summary: 'Tracking server to write.',
  }),
}
