import { exitCodesHelp } from './exit-codes.ts'

const kept = `Kept exactly: times, status, user, names, params, tags, every metric point, dataset inputs, nesting, artifacts.`

const directory = `The directory can also be read by mlflow-export-import, and be checked with 'sha256sum -c'.`

const newIds = `A server gives new ids: the old ones stand in the tag mlferry.source.id and in the id map that the command names at its
end. What the target cannot hold is named as degraded, and kept in full as an artifact.`

const again = `The same command goes on after an interruption, and writes nothing twice: what is at the target already is recognised
and left alone. It looks at what a listing shows (status, times, name, params, tags, latest metrics, dataset inputs). With --check deep it
reads all again, and so sees metric points that were added with an earlier step, files added after a run had ended, models that a run
read and runs that a trace was linked to; a file whose bytes changed and whose size did not is found by verify --level bytes.`

const settings = `Variables: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME and _PASSWORD, MLFLOW_TRACKING_TOKEN and the other settings of
an MLflow client. For one end alone, put MLFERRY_FROM_ or MLFERRY_TO_ before the name. NO_COLOR and CI are honoured.`

/** The part of a help text that all exports share. */
export const exportHelp = paragraphs(`${kept} ${directory}`, again, settings, exitCodesHelp)

/** The part of a help text that all commands share that write to a server. */
export const importHelp = paragraphs(`${kept} ${newIds}`, again, settings, exitCodesHelp)

/** One line each: the help wraps them itself. */
function paragraphs(...texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll('\n', ' ')).join('\n\n')
}
