import { exitCodesHelp } from './exit-codes.ts'

const again = `The same command goes on after an interruption, and writes nothing twice: what is at the target already is recognised
and left alone. It looks at what a listing shows (status, times, name, params, tags, latest metrics, inputs), so it does not see
metric points that were added with an earlier step, or files added after a run had ended.`

const settings = `Variables: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME and _PASSWORD, MLFLOW_TRACKING_TOKEN and MLflow's other settings
of a client. For one end alone, put MLFERRY_FROM_ or MLFERRY_TO_ before the name.`

/** The part of a help text that all exports share. */
export const exportHelp = [
  `Kept exactly: times, status, user, names, params, tags, every metric point, dataset inputs, nesting, artifacts.
The directory can also be read by mlflow-export-import, and checked with 'sha256sum -c'.`,
  again,
  settings,
  exitCodesHelp,
].join('\n\n')

const kept = `Kept exactly: times, status, user, names, params, tags, every metric point, dataset inputs, nesting, artifacts.
A server gives new ids: the old ones stand in the tag mlferry.source.id and in the id map that the command names at its end.
What the target cannot hold is named as degraded, and kept in full as an artifact.`

export const importHelp = [kept, again, settings, exitCodesHelp].join('\n\n')

export const copyHelp = [kept, again, settings, exitCodesHelp].join('\n\n')
