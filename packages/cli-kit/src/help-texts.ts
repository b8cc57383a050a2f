import { exitCodesHelp } from './exit-codes.ts'

const kept = `Copied exactly: times, status, user, names, params, tags, every metric point, dataset inputs, nesting, artifacts.`

const directory = `mlflow-export-import can read the directory too, and 'sha256sum -c' can check it.`

const newIds = `A server gives new ids. The old ones are in the tag mlferry.source.id and in the id map, whose path the command prints at
the end. An object of which the target cannot hold everything ends as degraded, and the full text is kept as an artifact.`

const again = `Run the same command again to go on after an interruption. It writes nothing twice: it recognises what is at the target and
leaves it alone. By default it compares what listings show: status, times, name, params, tags, latest metrics and dataset inputs. With --check
deep it reads everything again. Then it also sees metric points that were added with an earlier step, files that were added after a run had ended,
models that a run read, and runs that a trace was linked to. To find a file whose bytes changed and whose size did not, use verify --level bytes.`

const settings = `Variables: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME and _PASSWORD, MLFLOW_TRACKING_TOKEN and the other settings of
an MLflow client. To set a variable for one end only, put MLFERRY_FROM_ or MLFERRY_TO_ before its name. NO_COLOR and CI work too.`

/** The part of a help text that all exports share. */
export const exportHelp = paragraphs(`${kept} ${directory}`, again, settings, exitCodesHelp)

/** The part of a help text that all commands share that write to a server. */
export const importHelp = paragraphs(`${kept} ${newIds}`, again, settings, exitCodesHelp)

/** One line each: the help wraps them itself. */
function paragraphs(...texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll('\n', ' ')).join('\n\n')
}
