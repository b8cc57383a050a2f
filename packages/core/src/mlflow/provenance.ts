/** Tags that mlferry writes on what it creates. Never copied verbatim: a Source leaves out every tag that starts with the prefix. */
export const provenancePrefix = 'mlferry.'

export const provenanceTags = {
  /** Id of the object at its source. */
  sourceId: 'mlferry.source.id',
  /** Address of the source, without secrets. It informs and is never compared: one server has many addresses. */
  sourceUri: 'mlferry.source.uri',
  /** Creation time of the object at its source, where ids are names or small numbers: with the id it names one object in the world. */
  sourceCreated: 'mlferry.source.created',
  /** Header fingerprint, written last: without it the copy is unfinished. */
  fingerprint: 'mlferry.source.fingerprint',
  /** Those of the first hop, kept when a copy is copied again. */
  originId: 'mlferry.origin.id',
  originUri: 'mlferry.origin.uri',
  originCreated: 'mlferry.origin.created',
  /** + a hash of what it says: something that went into this object because it had its name. */
  mergedPrefix: 'mlferry.merged.',
  /** On a logged model that holds the files of a version alone: the name and number of that. */
  holds: 'mlferry.holds',
  /** + field of the link: a reference to an object that is not at the target yet. */
  pendingPrefix: 'mlferry.pending.',
  /** On an experiment, + the id of an object of it that has no tags of its own: its mark. */
  markPrefix: 'mlferry.mark.',
  /** On an experiment: kinds of which it keeps objects as files, separated by commas. On a trace, + a name: what its server cannot show. */
  kept: 'mlferry.kept',
  keptPrefix: 'mlferry.kept.',
  /** On a record of an evaluation dataset: its outputs, which MLflow 3.4 has no place for. */
  outputs: 'mlferry.outputs',
  /** On the default experiment: the job that writes the server. */
  lease: 'mlferry.lease',
  /** On the default experiment, + kind and id: a deleted object that `marks remove` has restored for a moment. */
  restoredPrefix: 'mlferry.restored.',
} as const

export function isProvenanceTag(key: string): boolean {
  return key.startsWith(provenancePrefix)
}

/** Tags that belong to the object: not mlferry's own, nor any of `except`. */
export function ownTags(tags: ReadonlyMap<string, string>, except: readonly string[] = []): Map<string, string> {
  return new Map([...tags].filter(([key]) => !isProvenanceTag(key) && !except.includes(key)))
}
