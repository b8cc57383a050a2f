import { isMlferryError, readBounded } from '@mlferry/core'
import { type JsonValue, parseJson } from '@mlferry/exact-json'
import { invalidAnswer, misshapenAnswer, notAnApi, tooLargeAnswer } from '../errors/answer-error.ts'
import { type Shape, shapeProblem } from '../wire/shape.ts'
import type { Answer } from './transport.ts'

const longestErrorText = 64 * 1024

/**
 * A JSON answer. Where no shape is asked for, nothing at all counts as `{}`. Throws ERR_NOT_AN_MLFLOW_API, ERR_INVALID_ANSWER,
 * ERR_ANSWER_TOO_LARGE.
 */
export async function readJson(answer: Answer, most: number, shape?: Shape): Promise<JsonValue> {
  expectJson(answer)
  const bytes = await readBounded(answer.body, most, () => tooLargeAnswer(answer, most))
  if (bytes.length === 0 && !shape) return {}
  const value = parse(answer, bytes)
  const problem = shape && shapeProblem(value, shape)
  if (problem !== undefined) throw misshapenAnswer(answer, problem, Buffer.from(bytes.subarray(0, 800)).toString())
  return value
}

function parse(answer: Answer, bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes)
  } catch (error) {
    if (isMlferryError(error)) throw invalidAnswer(answer, error)
    throw error
  }
}

/** Throws ERR_NOT_AN_MLFLOW_API for a web page. */
export function expectJson(answer: Answer): void {
  if (!contentType(answer).includes('html')) return
  answer.body.discard()
  throw notAnApi({ ...answer, contentType: contentType(answer) })
}

/** A plain text. Throws ERR_NOT_AN_MLFLOW_API for a web page. */
export async function readPlainText(answer: Answer): Promise<string> {
  const { text, contentType } = await readText(answer)
  // MLflow calls its plain texts text/html too: what they say tells what they are.
  if (text.trimStart().startsWith('<')) throw notAnApi({ ...answer, contentType })
  return text
}

/** The text of an answer that is an error, or short; at most 64 KiB. */
export async function readText(answer: Answer): Promise<{ status: number; contentType: string; text: string }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > longestErrorText) break
  }
  const text = Buffer.concat(chunks).subarray(0, longestErrorText).toString()
  return { status: answer.status, contentType: contentType(answer), text }
}

function contentType(answer: Answer): string {
  const value = answer.headers['content-type']
  return typeof value === 'string' ? value.toLowerCase() : ''
}
