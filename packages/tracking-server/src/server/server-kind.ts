import type { ListedFolder } from '@mlferry/artifacts'
import type {
  Ancestor,
  AnyFields,
  ArtifactRoot,
  Header,
  KindCapabilities,
  Link,
  Listed,
  MlferryError,
  OpenContext,
  Part,
  Query,
  ReadOptions,
  Ref,
  Writer,
  Written,
  WrittenOptions,
} from '@mlferry/core'
import type { KeptWay } from '../kept/kept-way.ts'
import type { ServerConnection, ServerContext } from './server-context.ts'

/** How one kind is read from and written to a tracking server: a folder per kind gives one of these. Members mean what they mean in Source and Target. */
export interface ServerKind<Fields = AnyFields> {
  readonly name: string
  readonly batchSize: number
  /** Lives in the model registry, which may be another server: see `ServerContext.tracking`. */
  readonly inRegistry?: true
  /** How many scopes one of its listings takes; `list` and `written` are given no more. Absent: one, and several listings side by side. */
  readonly scopesAtOnce?: number
  /** The first version whose listings take so many; absent: all. */
  readonly scopesAtOnceSince?: readonly [number, number]
  /** An id alone does not lead to an object: what may hold it is listed first. */
  readonly listedByScope?: true
  /** The first version of MLflow that holds the kind, major and minor; absent: all that mlferry knows. */
  readonly since?: readonly [number, number]
  /** The first version whose own objects are read, where that is earlier than one that could take them. */
  readonly readSince?: readonly [number, number]
  /** Where the server does not hold the kind, its objects are kept as files of their experiment, or in a way of their own. */
  readonly kept?: true | KeptWay
  /** Asks a server of the right version whether it serves the kind after all, with one cheap read. Resolves to the reason when it does not. */
  probe?(connection: ServerConnection, signal: AbortSignal): Promise<string | undefined>
  /**
   * A POST below `/api/2.0/mlflow` that writes objects of the kind and is refused with 400, by every version, when its body says nothing:
   * so the permission can be asked for without a trace. (`runs/create` is none: it makes a run.)
   */
  readonly writeProbe?: string
  /** The probe names no experiment, so it is refused to those too who may write in their own. */
  readonly writeProbeNamesNone?: true
  capabilities(server: DeclaredServer): KindCapabilities
  list(query: Query, context: ServerContext, signal: AbortSignal): AsyncIterable<readonly Listed[]>
  withAllLinks?(
    batch: readonly Header<Fields>[],
    context: ServerContext,
    signal: AbortSignal,
  ): Promise<readonly Listed[]>
  read(
    batch: readonly Header<Fields>[],
    context: ServerContext,
    signal: AbortSignal,
    options?: ReadOptions,
  ): AsyncIterable<Part>
  /** `folder`: that of its experiment, whose listing may serve many objects. */
  artifacts?(
    object: Header<Fields>,
    context: ServerContext,
    folder: ListedFolder | undefined,
  ): Promise<ArtifactRoot | undefined>
  written(
    scopes: readonly Ref[] | undefined,
    context: ServerContext,
    signal: AbortSignal,
    options?: WrittenOptions,
  ): AsyncIterable<readonly Written[]>
  open(object: Header<Fields>, opening: OpenContext, context: ServerContext, signal: AbortSignal): Promise<Writer>
  /** For a dry run: throws what `open` and the writer's `seal` would throw that can be known without writing. */
  foresee?(object: Header<Fields>, opening: OpenContext, context: ServerContext, signal: AbortSignal): Promise<void>
  /** What an object with these links loses, as far as they tell: see Target. Absent: nothing. */
  lostWithout?(links: RelinkLinks, server: DeclaredServer): readonly MlferryError[]
  relink?(target: Ref, links: RelinkLinks, context: ServerContext, signal: AbortSignal): Promise<void>
  clear?(name: string, context: ServerContext, signal: AbortSignal): Promise<void>
  noteMerged?(target: Ref, merged: readonly Ancestor[], context: ServerContext, signal: AbortSignal): Promise<void>
  remove?(target: Ref, context: ServerContext, signal: AbortSignal): Promise<void>
  /** Takes away a copy that came late; throws where something was written to it. Absent: its name keeps it from coming twice. */
  removeLate?(copy: Ref, context: ServerContext, signal: AbortSignal): Promise<void>
  find?(key: string, context: ServerContext, signal: AbortSignal): Promise<Written | undefined>
}

/** What is known of a server without asking it. */
export type DeclaredServer = Pick<ServerConnection, 'limits' | 'version'>

export interface RelinkLinks {
  readonly resolved: readonly Link[]
  readonly pending: readonly Link[]
}
