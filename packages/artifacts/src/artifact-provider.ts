import type { Env, MlflowClient, WriteGate } from '@mlferry/client'
import type { ArtifactRoot } from '@mlferry/core'
import type { ListedFolder } from './listed-folder.ts'

/** What a root may need to know of the end it belongs to. */
export interface ArtifactContext {
  /** The tracking server that named the URI. */
  readonly client: MlflowClient
  /** The run whose artifacts these are, if they are a run's. */
  readonly runId?: string
  /** The logged model whose artifacts these are, if they are one's. */
  readonly modelId?: string
  /** A folder that holds this root beside many others: its listing may serve them all. */
  readonly folder?: ListedFolder | undefined
  /** In front of every file that is written or taken away. Absent: everything passes. */
  readonly gate?: WriteGate
  /** The settings of the end. Default: process.env. */
  readonly env?: Env
  /** Tells the user of something that is no error. */
  readonly warn?: (message: string) => void
}

/** Serves artifact URIs of one kind. The first provider that says yes is used. */
export interface ArtifactProvider {
  readonly name: string
  /** Cheap, no I/O. */
  handles(uri: string): boolean
  open(uri: string, context: ArtifactContext): Promise<ArtifactRoot>
  /** Looks whether there is anything at all below an address, in one request at most. Absent: the first file of `open` tells. */
  look?(uri: string, context: ArtifactContext, signal: AbortSignal): Promise<PlaceState>
}

/** Stores without folders cannot tell an empty one from one that is missing: they say `missing`. */
export type PlaceState = 'missing' | 'empty' | 'filled'
