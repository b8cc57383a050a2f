import type { Header, OpenContext, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { writeObject } from '../sealed/object-writer.ts'
import type { ObjectsOfKind } from '../sealed/objects-of-kind.ts'
import { wholeFile, wholeText } from '../sealed/whole-file.ts'
import type { PlainKind } from './plain-kind.ts'

export interface PlainWriting {
  readonly header: Header
  readonly context: OpenContext
  readonly kind: PlainKind
  readonly objects: ObjectsOfKind
  readonly system: JsonObject
}

/** Opens an object that is one small file for writing. */
export async function writePlain({ header, context, kind, objects, system }: PlainWriting): Promise<Writer> {
  return await writeObject({
    header,
    context,
    objects,
    stanza: (seal) => ({
      ...seal,
      id: header.ref.id,
      key: context.key,
      links: header.links,
      origin: header.origin,
      extra: header.fields.extra ?? {},
    }),
    begin: (path) => wholeFile(path, (stanza) => wholeText(stanza, { system, mlflow: kind.write(header) })),
  })
}
