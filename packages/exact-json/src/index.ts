/// <reference types="node" preserve="true" />
// The declarations name types of Node: they come with @types/node, wherever a package manager puts it.

export type { JsonErrorCode, JsonErrorOptions } from './json-error.ts'
export { JsonError } from './json-error.ts'
export type { JsonArray, JsonObject, JsonValue } from './json-value.ts'
export type { ParseJsonOptions } from './parse-json.ts'
export { parseJson } from './parse-json.ts'
export { joinObject, splitArray, splitObject } from './split-json.ts'
export type { StreamedJson, StreamJsonOptions } from './stream-json.ts'
export { streamJson } from './stream-json.ts'
export type { StringifyJsonOptions } from './stringify-json.ts'
export { asciiJson, stringifyJson } from './stringify-json.ts'
