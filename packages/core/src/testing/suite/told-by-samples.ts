import type { KindCapabilities } from '../../contracts/capabilities.ts'
import { withViewLinks } from '../../mlflow/saved-views.ts'
import type { Header } from '../../objects/header.ts'
import { type Link, linksInOrder, type Ref, refKey } from '../../objects/ref.ts'
import type { ScorerFields } from '../../objects/scorer.ts'
import type { SampleObject } from '../sample-objects.ts'

/** Fields in which every store has its own say, whatever was copied. */
const ownFields: readonly string[] = ['artifactLocation', 'artifactUri', 'spansLocation', 'lastUpdateTime', 'extra']

/** What stands in a store for the samples, by their names: its ids may be others. */
export class ToldBySamples {
  readonly #samples = new Map<string, SampleObject>()
  readonly #ids = new Map<string, Ref>()
  /** There for the files of another object alone. */
  readonly #forFiles = new Set<string>()

  constructor(samples: readonly SampleObject[], listed: readonly Header[]) {
    const named = new Map(samples.map((sample) => [nameIn(sample.header), sample]))
    for (const header of listed) {
      if (header.forFiles) this.#forFiles.add(refKey(header.ref))
      const sample = named.get(nameIn(header))
      if (!sample) continue
      this.#samples.set(refKey(header.ref), sample)
      this.#ids.set(refKey(header.ref), sample.header.ref)
    }
  }

  /** undefined: it is no sample, such as the experiment that every server has. */
  sampleOf(header: Header): SampleObject | undefined {
    return this.#samples.get(refKey(header.ref))
  }

  /** The header with the ids of the samples, and what the store cannot keep as the sample has it. */
  tell(header: Header, sample: SampleObject, { fields: carried }: KindCapabilities): Header {
    const links = header.links.filter(({ to }) => !this.#forFiles.has(refKey(to))).map((link) => this.#link(link))
    const told = { ...(header.fields as Record<string, unknown>) }
    for (const [name, value] of Object.entries(sample.header.fields)) {
      const carries = carried[name]
      if (ownFields.includes(name) || (carries && 'lost' in carries)) told[name] = value
    }
    if (header.ref.kind === 'experiment') told.tags = withViewLinks(told.tags as ReadonlyMap<string, string>, links)
    const isTimeLost = 'lost' in (carried.creationTime ?? {})
    if (isTimeLost && Array.isArray(told.versions)) told.versions = withTimesOf(told.versions, sample)
    if (Array.isArray(told.metrics))
      told.metrics = told.metrics.map((each) => ({ ...each, runId: this.#own({ kind: 'run', id: each.runId }).id }))
    const { ref, scope, fingerprint } = header
    return {
      ref: this.#own(ref),
      ...(scope ? { scope: this.#own(scope) } : {}),
      ...{ fields: told, links: linksInOrder(links), fingerprint },
    }
  }

  #link(link: Link): Link {
    return { ...link, to: this.#own(link.to) }
  }

  /** One that stands for no sample stays, and is no sample's. */
  #own(ref: Ref): Ref {
    return this.#ids.get(refKey(ref)) ?? ref
  }
}

/** Versions of a scorer have times of their own. */
function withTimesOf(versions: ScorerFields['versions'], { header }: SampleObject): ScorerFields['versions'] {
  const times = (header.fields as ScorerFields).versions
  return versions.map((version, at) => ({ ...version, creationTime: times[at]?.creationTime ?? null }))
}

/** A name that is there once among the samples. */
function nameIn({ ref, fields }: Header): string {
  const { name, version } = fields
  return `${ref.kind} ${name === undefined ? ref.id : version === undefined ? name : `${name}/${version}`}`
}
