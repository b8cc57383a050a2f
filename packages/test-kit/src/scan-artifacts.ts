import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { idsIn } from './find-source-ids.ts'
import { ensureMlflow } from './mlflow-venv.ts'
import { runCommand } from './run-command.ts'
import type { SagemakerStandIn } from './sagemaker-stand-in.ts'
import { tempDir } from './temp-dir.ts'

export interface ArtifactScan {
  /** How many files, and how many bytes they are. */
  readonly files: number
  readonly bytes: number
  /** How many of them are files `MLmodel`, whose fields name a run, a model and a folder. */
  readonly modelFiles: number
  /** Such fields that hold one of the ids: `path: line`. */
  readonly references: readonly string[]
  /** Files that hold them anywhere else, with the ids. */
  readonly holding: readonly { readonly path: string; readonly ids: readonly string[] }[]
}

type Holding = ArtifactScan['holding'][number]

/** Looks for ids in every byte of every file below a folder. A copy of `MLmodel` under `metadata/` is a record, and no reference. */
export async function scanArtifacts(dir: string, ids: ReadonlySet<string>): Promise<ArtifactScan> {
  const scan = { files: 0, bytes: 0, modelFiles: 0, references: [] as string[], holding: [] as Holding[] }
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = relative(dir, join(entry.parentPath, entry.name))
    // latin1 keeps every byte.
    const text = await readFile(join(dir, path), 'latin1')
    const isModel = basename(path) === 'MLmodel' && basename(dirname(path)) !== 'metadata'
    const lines = text.split('\n').filter((line) => idsIn(line, ids).length > 0)
    const fields = isModel ? lines.filter((line) => /^\w*(_id|_uuid):|_path: *['"]?\w+:/.test(line)) : []
    scan.files++
    scan.bytes += text.length
    if (isModel) scan.modelFiles++
    scan.references.push(...fields.map((line) => `${path}: ${line}`))
    const elsewhere = lines.filter((line) => !fields.includes(line)).join('\n')
    if (elsewhere) scan.holding.push({ path, ids: idsIn(elsewhere, ids) })
  }
  return scan
}

/** The same of the bucket of an App, as MLflow's own client downloads it. */
export async function scanBucket(app: SagemakerStandIn, ids: ReadonlySet<string>): Promise<ArtifactScan> {
  await using dir = await tempDir()
  const { mlflow } = await ensureMlflow(app.version)
  const download = ['artifacts', 'download', '--artifact-uri', app.artifactRoot, '--dst-path', dir.path]
  await runCommand(mlflow, download, { env: app.moto.env })
  return await scanArtifacts(dir.path, ids)
}
