import { type JsonValue, stringifyJson } from '@mlferry/exact-json'
import type { OutgoingBody } from '../auth/auth-provider.ts'
import type { Call } from './call.ts'

export function outgoingBody({ json, body }: Call): OutgoingBody {
  if (body !== undefined) return { type: 'stream', size: body.size, sha256: body.sha256 }
  if (json === undefined) return { type: 'none' }
  return { type: 'bytes', bytes: Buffer.from(stringifyJson(json as JsonValue, { nonFinite: 'string' })) }
}
