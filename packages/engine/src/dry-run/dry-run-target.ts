import {
  type ArtifactBody,
  type ArtifactFile,
  type ArtifactRoot,
  type Header,
  type Link,
  type MlferryError,
  type ObjectKind,
  type OpenContext,
  type Ref,
  type Target,
  type TargetJob,
  type Writer,
  wrapTarget,
  wrapTargetJob,
} from '@mlferry/core'

/** Tells what is there, and takes everything without writing any of it. */
export function dryRunTarget(target: Target, kinds: readonly ObjectKind[]): Target {
  return wrapTarget(target, {
    begin: async (signal) => dryRunJob(await target.begin(signal), kinds),
    // Each is a target of its own, which would be written.
    workspaces: undefined,
    marks: undefined,
  })
}

function dryRunJob(job: TargetJob, kinds: readonly ObjectKind[]): TargetJob {
  const cleared = new Set<string>()
  const scopeOf = new Map(kinds.map(({ name, scope }) => [name, scope]))
  const linksOf = new Map(kinds.map(({ name, links }) => [name, links]))
  // What writes is named here, and what only tells is `told`: a member that is neither does not compile.
  const writing: { [Member in Exclude<keyof TargetJob, (typeof told)[number]>]: TargetJob[Member] | undefined } = {
    async open(object, context, signal) {
      const { name } = object.fields
      // What a cleared object held, such as numbers of versions, goes with it.
      const holders = [object.ref.kind, scopeOf.get(object.ref.kind) ?? '']
      const root = holders.some((kind) => cleared.has(clearedKey(kind, name ?? '')))
        ? undefined
        : await job.foresee?.(object, context, signal)
      const links = linksOf.get(object.ref.kind) ?? {}
      const filesElsewhere = context.links.some(({ field }) => links[field]?.holdsFiles)
      const lostWithout: LostWithout = (...links) => job.lostWithout?.(object.ref.kind, ...links) ?? []
      return new DryRunWriter(object, context, {
        artifacts: filesElsewhere ? undefined : takingRoot(root),
        lostWithout,
      })
    },
    async relink() {},
    async remove() {},
    async clear(kind, name) {
      cleared.add(clearedKey(kind, name))
    },
    async complete() {},
    prepare: undefined,
    lease: undefined,
    foresee: undefined,
    lostWithout: undefined,
    noteMerged: undefined,
    removeLate: undefined,
  }
  return wrapTargetJob(job, writing)
}

const told = ['written', 'find', 'show', Symbol.asyncDispose] as const satisfies readonly (keyof TargetJob)[]

function clearedKey(kind: string, name: string): string {
  return `${kind}\n${name}`
}

type LostWithout = (resolved: readonly Link[], pending: readonly Link[]) => readonly MlferryError[]

interface DryRunParts {
  readonly artifacts: ArtifactRoot | undefined
  readonly lostWithout: LostWithout
}

class DryRunWriter implements Writer {
  readonly ref: Ref
  readonly changed: boolean
  readonly artifacts: ArtifactRoot | undefined
  losses: readonly MlferryError[] = []
  readonly #lostWithout: DryRunParts['lostWithout']

  constructor(object: Header, { earlier }: OpenContext, { artifacts, lostWithout }: DryRunParts) {
    this.#lostWithout = lostWithout
    this.ref = earlier?.target ?? object.ref
    this.changed = earlier?.sealed !== object.fingerprint
    this.artifacts = artifacts
  }

  async write(): Promise<void> {}
  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.losses = this.#lostWithout(resolved, pending)
  }
  async seal(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Takes every file whose name the real root would take. */
function takingRoot(real: ArtifactRoot | undefined): ArtifactRoot {
  return {
    uri: real?.uri ?? '',
    list: nothing,
    open: nothing,
    async put(file: ArtifactFile, body: ArtifactBody) {
      const problem = real?.nameProblem?.(file.path)
      if (problem) throw problem
      // What the source cannot give for its name is told at the first byte.
      for await (const _ of body(0)) break
      return { path: file.path, size: file.size }
    },
  }
}

async function* nothing(): AsyncGenerator<never> {}
