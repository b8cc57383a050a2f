import {
  asMlferryError,
  MlferryError,
  mlflowTags,
  type PromptHeader,
  type PromptVersionHeader,
  type SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import { promptsFolder } from '../layout/layout.ts'
import { readPromptVersion } from '../prompt-version/read-prompt-version.ts'
import { type FilePlace, findFiles, loadFile } from '../reading/find-files.ts'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { promptOfVersions, readPrompt } from './read-prompt.ts'

export interface LocatedPrompt {
  readonly header: PromptHeader
  /** Paths of the files of its versions. */
  readonly versions: readonly (string | Unreadable)[]
}

/** Lists the prompts, and adds the headers of their versions to `headers`. The folder name says the prompt of an unreadable version. */
export async function* listPrompts(
  context: ReadContext,
  headers: SpooledMap<PromptVersionHeader>,
  signal: AbortSignal,
): AsyncGenerator<LocatedPrompt | Unreadable> {
  const place = promptsFolder(context.layout)
  const files = await findFiles(context, { ...place, names: ['prompt.json', 'prompt_info.json'] })
  const found = new Found()
  for (const file of files) {
    signal.throwIfAborted()
    try {
      if (file.file === 'prompt_info.json')
        found.addPrompt(readPrompt(await loadFile(file, 'prompt-info', context)), file)
      else {
        const version = readPromptVersion(await loadFile(file, 'prompt', context))
        found.addVersion(version, file)
        headers.set(file.label, version)
      }
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${file.label} cannot be read`)
      if (file.file === 'prompt_info.json') yield { ref: { kind: 'prompt', id: file.folder }, error: wrapped }
      else found.addUnreadable(file, wrapped)
    }
  }
  yield* found.prompts()
}

/** Gathers the files by prompt. */
class Found {
  readonly #headers = new Map<string, PromptHeader>()
  readonly #versions = new Map<string, (string | Unreadable)[]>()
  /** For prompts without a file of their own: their header is made from these. */
  readonly #first = new Map<string, PromptVersionHeader[]>()
  readonly #seen = new Set<string>()

  addPrompt(header: PromptHeader, { label }: FilePlace): void {
    const { id } = header.ref
    if (this.#headers.has(id))
      throw new MlferryError('ERR_EXPORT_DUPLICATE', `${label} has the name ${id} of another prompt`)
    this.#headers.set(id, header)
  }

  addVersion(header: PromptVersionHeader, file: FilePlace): void {
    const { ref, fields } = header
    if (this.#seen.has(ref.id))
      throw new MlferryError('ERR_EXPORT_DUPLICATE', `${file.label} is ${ref.id}, which another file is too`)
    this.#seen.add(ref.id)
    this.#push(fields.name, file.label)
    // Without the text, which the header of a prompt does not need.
    const tags = new Map([...fields.tags].filter(([key]) => key !== mlflowTags.promptText))
    const known = this.#first.get(fields.name) ?? []
    this.#first.set(fields.name, [...known, { ...header, fields: { ...fields, tags } }])
  }

  addUnreadable({ folder }: FilePlace, error: MlferryError): void {
    const name = folder.replace(/_v\d+$/, '')
    this.#push(name, { ref: { kind: 'promptVersion', id: folder }, scope: { kind: 'prompt', id: name }, error })
  }

  *prompts(): Generator<LocatedPrompt | Unreadable> {
    for (const name of new Set([...this.#headers.keys(), ...this.#versions.keys()])) {
      const versions = this.#versions.get(name) ?? []
      const header =
        this.#headers.get(name) ?? (this.#first.has(name) ? promptOfVersions(this.#first.get(name) ?? []) : undefined)
      if (header) yield { header, versions }
      else
        for (const version of versions)
          if (typeof version !== 'string') yield { ...version, ref: { kind: 'prompt', id: name } }
    }
  }

  #push(name: string, version: string | Unreadable): void {
    this.#versions.set(name, [...(this.#versions.get(name) ?? []), version])
  }
}
