import { resolve } from 'node:path'
import { redact, type Source } from '@mlferry/core'
import type { DirectorySource, DirectoryTarget } from '@mlferry/format'
import type { ServerAnswer, TrackingServer } from '@mlferry/tracking-server'
import type { Config } from '@oclif/core'
import type { InputDirFlags } from '../flags/directory-flags.ts'
import type { JobFlags } from '../flags/job-flags.ts'
import { AnswerMeter } from '../job/answer-meter.ts'
import type { PreparedTarget } from '../job/run-copy-job.ts'
import type { StatePlace } from '../job/state-dir.ts'
import { WaitedServer, type WaitedServerOptions } from '../job/waited-server.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import type { AddressedEnd } from './end-address.ts'
import { type End, environmentOfEnd } from './environment-of-end.ts'
import { gatherAuth } from './gather-auth.ts'
import { isServerUri } from './is-server-uri.ts'
import { NewExport, type NewExportOptions } from './new-export.ts'
import { refusePart } from './refuse-part.ts'
import { type NamedRegistry, refuseRegistryOfDirectory, registryUri } from './registry-uri.ts'
import { trackingUri } from './tracking-uri.ts'
import { unsupportedStore } from './unsupported-store.ts'

export type ReadableEnd = Source & AddressedEnd
export type WritableEnd = PreparedTarget & AddressedEnd

const noRegistry: NamedRegistry = { given: undefined, bothEnds: false }

interface EndsContext {
  readonly config: Config
  readonly signal: AbortSignal
  /** Learns what the ends sign in with. */
  readonly mask: SecretMask
  /** What is no error is for the user to read. */
  readonly onWarning: (message: string) => void
  /** A server is waited for; undefined: it answers again. */
  readonly onWaiting: WaitedServerOptions['tell']
}

/** The stores of one command, opened by flag or variable and closed together. */
export class OpenedEnds implements AsyncDisposable {
  readonly meters: Readonly<Record<End, AnswerMeter>> = { FROM: new AnswerMeter(), TO: new AnswerMeter() }
  /** What the ends said that is no error. */
  readonly notes: string[] = []
  /** The export directory that is read or written. */
  directory: StatePlace['directory']
  dryRun = false
  /** Servers of the registries, as flags name them. */
  registries: Readonly<Record<End, NamedRegistry>> = { FROM: noRegistry, TO: noRegistry }
  /** Part of what an export is asked for. */
  kindFlags: object = {}
  readonly #context: EndsContext
  readonly #opened: AsyncDisposable[] = []
  #newExport: NewExport | undefined

  constructor(context: EndsContext) {
    this.#context = context
  }

  async server(
    end: End,
    uri: string | undefined,
    { concurrency }: { concurrency?: number } = {},
  ): Promise<TrackingServer> {
    const connecting = await this.connecting(end, uri)
    // Loaded on first use: help and version start without it.
    const { openTrackingServer } = await import('@mlferry/tracking-server')
    const pace = concurrency === undefined ? {} : { concurrency }
    const server = redact(connecting.trackingUri)
    const waited = new WaitedServer({ server, tell: this.#context.onWaiting })
    const onAnswer = (answer: ServerAnswer) => {
      this.meters[end].count(answer)
      waited.answered()
    }
    const onWaiting = waited.waits
    return this.closeLater(await openTrackingServer({ ...connecting, ...pace, onAnswer, onWaiting }))
  }

  async target(
    place: string,
    { source, selection, flags }: Pick<NewExportOptions, 'source' | 'selection'> & { flags: JobFlags },
  ): Promise<WritableEnd> {
    if (isServerUri(place)) return this.server('TO', place, flags)
    refuseRegistryOfDirectory('TO', this.registries.TO)
    this.dryRun = true
    return this.newExport(place, { layout: 'all', source, selection })
  }

  async source(
    end: End,
    place: string,
    options: { readonly concurrency: number; readonly 'allow-incomplete': boolean },
  ): Promise<ReadableEnd> {
    if (isServerUri(place)) return this.server(end, place, options)
    refuseRegistryOfDirectory(end, this.registries[end])
    const { openExportDirectory } = await import('@mlferry/format')
    return this.closeLater(await openExportDirectory(resolve(place), { allowIncomplete: options['allow-incomplete'] }))
  }

  async export(flags: InputDirFlags, { whole = false }: { readonly whole?: boolean } = {}): Promise<DirectorySource> {
    const { openExportDirectory } = await import('@mlferry/format')
    const path = resolve(flags['input-dir'])
    const source = this.closeLater(await openExportDirectory(path, { allowIncomplete: flags['allow-incomplete'] }))
    if (whole) await refusePart(path, source.layout)
    this.directory = { path, role: 'import' }
    return source
  }

  async newExport(dir: string, options: Omit<NewExportOptions, 'mlferryVersion' | 'dryRun'>): Promise<DirectoryTarget> {
    const { dryRun } = this
    const selection = { ...options.selection, ...this.kindFlags }
    const mlferryVersion = this.#context.config.version
    const opened = await NewExport.open(dir, { ...options, selection, mlferryVersion, dryRun })
    this.#newExport = this.closeLater(opened)
    this.directory = { path: opened.path, role: 'export' }
    return opened.target
  }

  /** Nothing was found to export. */
  giveUpExport(): void {
    this.#newExport?.giveUp()
  }

  closeLater<Opened extends AsyncDisposable>(opened: Opened): Opened {
    this.#opened.push(opened)
    return opened
  }

  /** How to reach the server of one end, with what signs in there. */
  async connecting(end: End, uri: string | undefined) {
    const { config, signal, mask } = this.#context
    const env = environmentOfEnd(end, process.env)
    const { readCredentials } = await import('@mlferry/client')
    const { username, password } = await readCredentials(env)
    mask.add([password])
    mask.addNames([username])
    const onWarning = (message: string) => {
      const masked = mask.text(message)
      this.notes.push(masked)
      this.#context.onWarning(masked)
    }
    const auth = await gatherAuth({ config, warn: onWarning })
    const named = trackingUri(end, uri, env)
    const registry = registryUri(end, this.registries[end], process.env)
    for (const each of registry === undefined ? [named] : [named, registry]) {
      const unsupported = auth.some((provider) => provider.handles(each)) ? undefined : unsupportedStore(each)
      if (unsupported) throw unsupported
    }
    return { trackingUri: named, registryUri: registry, env, auth, signal, onWarning }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened.reverse()) await closeQuietly(opened)
  }
}

/** The job's own error or result counts, not how a connection ended. */
async function closeQuietly(opened: AsyncDisposable): Promise<void> {
  try {
    await opened[Symbol.asyncDispose]()
  } catch {}
}
