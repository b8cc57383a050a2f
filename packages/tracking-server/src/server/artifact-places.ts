import { lookAtPlace } from '@mlferry/artifacts'
import { type ArtifactRoot, type Header, isAbort, isFatal, MlferryError, type Ref, redact, refKey } from '@mlferry/core'
import { certainFiles } from './certain-files.ts'
import { experimentFolder } from './experiment-folder.ts'
import type { ServerContext } from './server-context.ts'

/**
 * Where the files of one server lie, as far as a job has seen. A store that is gone (a disk that is not mounted, a volume of a container)
 * lists nothing, as one does that never had a file. So where something says that there are files, nothing may be listed only as long as
 * the store around shows that it is there.
 */
export class ArtifactPlaces {
  readonly #context: ServerContext
  /** Folders around objects that certainly have files. */
  readonly #expected = new Set<string>()
  /** Runs and logged models whose files a version of a model is made of. */
  readonly #holders = new Set<string>()
  /** Whether there is anything in a folder, each looked at once. */
  readonly #filled = new Map<string, Promise<boolean>>()

  constructor(context: ServerContext) {
    this.#context = context
  }

  /** Every header that is listed: what it says of files, its own and those of others. */
  note(header: Header): void {
    for (const { field, to } of header.links) if (isHolder(header.ref, field)) this.#holders.add(refKey(to))
    if (certainFiles(header) !== undefined) for (const place of around(header)) this.#expected.add(place)
  }

  /** The same root, whose listing throws ERR_ARTIFACTS_GONE where it is empty because the store is gone. */
  watch(header: Header, root: ArtifactRoot): ArtifactRoot {
    const list = (signal: AbortSignal) => this.#list(header, root, signal)
    return Object.assign(Object.create(root), { list })
  }

  async *#list(header: Header, root: ArtifactRoot, signal: AbortSignal) {
    let any = false
    for await (const file of root.list(signal)) {
      any = true
      yield file
    }
    if (any) {
      for (const place of around(header)) this.#filled.set(place, Promise.resolve(true))
      return
    }
    const reason = this.#reason(header)
    if (reason === undefined || (await this.#isThere(header, signal))) return
    throw gone(reason, addressOf(header))
  }

  #reason(header: Header): string | undefined {
    if (this.#holders.has(refKey(header.ref))) return 'a model version uses its files'
    const others = around(header).some((place) => this.#expected.has(place)) ? 'others around it have files' : undefined
    return certainFiles(header) ?? others
  }

  async #isThere(header: Header, signal: AbortSignal): Promise<boolean> {
    if (addressOf(header) === '') return false
    for (const place of around(header)) {
      const looked = this.#filled.get(place) ?? this.#look(place, signal).then((state) => state === 'filled')
      this.#filled.set(place, looked)
      if (await looked) return true
    }
    // A folder of its own that is there, and empty, tells as much.
    return (await this.#look(addressOf(header), signal)) !== 'missing'
  }

  async #look(place: string, signal: AbortSignal) {
    try {
      return await lookAtPlace(place, this.#context, signal)
    } catch (error) {
      if (isFatal(error) || isAbort(error)) throw error
      // What cannot be looked at does not show that it is there.
      return 'missing'
    }
  }
}

function isHolder({ kind }: Ref, field: string): boolean {
  return kind === 'modelVersion' && (field === 'files' || field === 'model')
}

function addressOf({ fields }: Header): string {
  const { artifactUri, source } = fields
  return artifactUri || (source ?? '')
}

/** Folders around that show that the store is there: that of its experiment, and where that lies by default, beside others. */
function around(header: Header): readonly string[] {
  const folder = experimentFolder(header)
  if (folder === undefined) return folderOf(addressOf(header))
  return header.scope && folder.endsWith(`/${header.scope.id}`) ? [folder, ...folderOf(folder)] : [folder]
}

function folderOf(address: string): readonly string[] {
  const folder = address.replace(/\/+[^/]*\/*$/, '')
  return folder === '' || folder === address ? [] : [folder]
}

function gone(reason: string, address: string): MlferryError {
  if (address === '') {
    const unplaced = `The server names no address for its files, but ${reason}: its files are missing.`
    return new MlferryError('ERR_ARTIFACTS_GONE', unplaced, {
      hint: 'Look for its artifact address in the database of the server. Once it is there, the same command copies the files.',
    })
  }
  const message = `There are no files at ${redact(address, 500)}, but ${reason}: its files are missing.`
  return new MlferryError('ERR_ARTIFACTS_GONE', message, {
    hint: 'Is the artifact store available (a mounted disk, the volume of a container)? Once it is back, the same command copies the files.',
  })
}
