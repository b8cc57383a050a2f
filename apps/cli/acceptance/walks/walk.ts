import fc from 'fast-check'

/** Two sources whose names clash, a staging server, and a target. */
export type Station = 'A' | 'B' | 'S' | 'T'

export const nouns = [
  ...['all', 'window', 'experiment', 'run', 'loggedModel', 'registeredModel', 'modelVersion', 'prompt', 'trace'],
  ...['issue', 'reviewQueue', 'labelSchema', 'scorer', 'evaluationDataset'],
] as const

export interface CopyStep {
  readonly do: 'copy'
  readonly road: readonly [from: Station, to: Station]
  /** `kept`: a directory that the walk uses again for each export of this source. */
  readonly by: 'direct' | 'directory' | 'kept'
  readonly noun: (typeof nouns)[number]
  /** Which of them, counted around. */
  readonly pick: number
  readonly only: boolean
  readonly includeDeleted: boolean
  /** Of a window: from the one to the other, days; the older part is open where they are turned. */
  readonly window: readonly [number, number]
  /** After so many writes: the job is killed, or the answer to one write is lost. */
  readonly trouble?: { readonly kind: 'kill' | 'lost answer'; readonly after: number } | undefined
}

export const changes = [
  ...['new run', 'finish run', 'log point', 'new version', 'new prompt version', 'new trace', 'new tag'],
  ...['rename experiment', 'delete run', 'restore run', 'new logged model'],
  ...['new experiment', 'delete experiment', 'restore experiment'],
] as const

export interface ChangeStep {
  readonly do: 'change'
  readonly at: 'A' | 'B' | 'T'
  readonly change: (typeof changes)[number]
  readonly pick: number
}

export type Step = CopyStep | ChangeStep

const roads: readonly CopyStep['road'][] = [
  ['A', 'T'],
  ['B', 'T'],
  ['A', 'S'],
  ['B', 'S'],
  ['S', 'T'],
  ['T', 'A'],
]

const trouble = fc.option(
  fc.record({ kind: fc.constantFrom('kill' as const, 'lost answer' as const), after: fc.nat(40) }),
  { freq: 3, nil: undefined },
)

const copyStep: fc.Arbitrary<CopyStep> = fc.record({
  do: fc.constant('copy' as const),
  road: fc.constantFrom(...roads),
  by: fc.constantFrom('direct' as const, 'direct' as const, 'directory' as const, 'kept' as const),
  noun: fc.constantFrom(...nouns),
  pick: fc.nat(7),
  only: fc.boolean(),
  includeDeleted: fc.boolean(),
  window: fc.tuple(fc.nat(9), fc.nat(9)),
  trouble,
})

const changeStep: fc.Arbitrary<ChangeStep> = fc.record({
  do: fc.constant('change' as const),
  at: fc.constantFrom('A' as const, 'A' as const, 'B' as const, 'T' as const),
  change: fc.constantFrom(...changes),
  pick: fc.nat(7),
})

export const walks = fc.array(fc.oneof({ arbitrary: copyStep, weight: 3 }, { arbitrary: changeStep, weight: 2 }), {
  minLength: 3,
  maxLength: 12,
  size: 'max',
})

const whole = { do: 'copy', by: 'direct', noun: 'all', pick: 0, only: false, includeDeleted: true } as const

/** What settles everything: all of both sources, by both roads, or without the staging server. */
export const wholePasses: readonly CopyStep[] = (
  [
    ['A', 'S'],
    ['B', 'S'],
    ['S', 'T'],
    ['A', 'T'],
    ['B', 'T'],
  ] as const
).map((road) => ({ ...whole, road, window: [0, 0] as const }))

export const directPasses: readonly CopyStep[] = wholePasses.filter(({ road }) => !road.includes('S'))
