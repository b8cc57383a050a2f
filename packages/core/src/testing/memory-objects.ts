interface MemoryKind {
  /** Of an object of which nothing is said; with a creation time where MLflow tells one. */
  readonly fields: object
  /** Ids are names or numbers in turn: by creation times two servers are told apart. */
  readonly named?: true
  /** A listing of copies leaves out what has no mark. */
  readonly marksOnly?: true
  /** Links that are told when it is made, or never. */
  readonly fixedLinks?: readonly string[]
  /** What it names stays, and more is added. */
  readonly linksGrow?: true
}

const model = { name: '', description: '', tags: new Map<string, string>(), extra: {} }
const version = { ...model, version: 0, aliases: [], userId: '', creationTime: 0, lastUpdateTime: null }

/** The kinds that a memory server holds. */
export const memoryKinds: Readonly<Record<string, MemoryKind>> = {
  experiment: {
    fields: {
      name: '',
      lifecycle: 'active',
      tags: new Map(),
      artifactLocation: '',
      creationTime: 0,
      lastUpdateTime: null,
      extra: {},
    },
    named: true,
  },
  run: {
    fields: {
      ...{
        name: '',
        status: 'FINISHED',
        startTime: 1,
        endTime: 2,
        userId: 'ann',
        lifecycle: 'active',
        artifactUri: '',
      },
      ...{ params: new Map(), tags: new Map(), latestMetrics: new Map(), datasetInputs: [], extra: {} },
    },
    marksOnly: true,
  },
  loggedModel: {
    fields: {
      ...{
        name: '',
        modelType: '',
        status: 'READY',
        statusMessage: '',
        artifactUri: '',
        creationTime: 0,
        lastUpdateTime: null,
      },
      ...{ params: new Map(), tags: new Map(), metrics: [], extra: {} },
    },
    marksOnly: true,
    fixedLinks: ['sourceRun'],
  },
  registeredModel: {
    fields: { ...model, creationTime: 0, lastUpdateTime: null },
    named: true,
  },
  modelVersion: {
    fields: { ...version, stage: 'None', source: '', artifactUri: '', runLink: '', status: 'READY' },
    named: true,
    fixedLinks: ['run', 'model', 'files'],
  },
  prompt: {
    fields: { ...model, creationTime: 0, lastUpdateTime: null },
    named: true,
    linksGrow: true,
  },
  promptVersion: {
    fields: version,
    named: true,
  },
  evaluationDataset: {
    fields: {
      ...{ name: '', tags: new Map(), schema: null, profile: null, digest: '', createdBy: '', lastUpdatedBy: '' },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    linksGrow: true,
  },
  issue: {
    fields: {
      ...{ name: '', description: '', status: 'pending', severity: '', rootCauses: [], categories: [], createdBy: '' },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    fixedLinks: ['sourceRun'],
  },
  trace: {
    fields: {
      ...{ requestTime: 1, duration: 1, state: 'OK', requestPreview: null, responsePreview: null },
      ...{ clientRequestId: null, metadata: new Map(), tags: new Map(), assessments: [], artifactUri: '' },
      ...{ spansLocation: '', extra: {} },
    },
  },
  scorer: {
    fields: { name: '', versions: [{ version: 1, serialized: '{}', creationTime: 1 }], onlineConfig: null, extra: {} },
  },
  labelSchema: {
    fields: {
      ...{ name: '', type: 'FEEDBACK', instruction: '', enableComment: false, input: {} },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
  },
  reviewQueue: {
    fields: {
      ...{ name: '', type: 'CUSTOM', users: [], createdBy: '', asksDefault: false, items: [] },
      ...{ completionTimes: new Map(), creationTime: 0, lastUpdateTime: null, extra: {} },
    },
  },
}

/** Of each, what holds it. */
export const memoryScopes: Readonly<Record<string, string>> = {
  run: 'experiment',
  loggedModel: 'experiment',
  trace: 'experiment',
  issue: 'experiment',
  scorer: 'experiment',
  labelSchema: 'experiment',
  reviewQueue: 'experiment',
  modelVersion: 'registeredModel',
  promptVersion: 'prompt',
}

/** Versions get their numbers in turn. */
export function inTurn(kind: string): { readonly inOrder?: true } {
  return kind.endsWith('Version') ? { inOrder: true } : {}
}
