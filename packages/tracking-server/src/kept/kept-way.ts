import type { AnyFields, Header } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/** How objects of a kind are kept whose files are of use where they lie. They are held by experiments. */
export interface KeptWay<Fields = AnyFields> {
  /** Address of the folder for the files of an object, whose links are by this server's ids. undefined: a folder of its experiment. */
  folder(object: KeptIdentity, context: ServerContext, signal: AbortSignal): Promise<string | undefined>
  /** Its fields, by the ids and addresses of this server. */
  fields(object: Header<Fields>, kept: KeptSurroundings, context: ServerContext, signal: AbortSignal): Promise<object>
}

export interface KeptIdentity extends Pick<Header, 'links'> {
  /** By which its kind recognises it. */
  readonly key: string
}

export interface KeptSurroundings {
  /** Address of its files. */
  readonly folder: string
  /** Its links by this server's ids. */
  readonly resolved: Header['links']
}
