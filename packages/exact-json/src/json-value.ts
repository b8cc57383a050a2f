/** JSON as MLflow speaks it: integers beyond 2^53 are bigint; NaN and infinities are numbers. */
export type JsonValue = null | boolean | number | bigint | string | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
/** A member that is undefined is left out. It is part of the type for compilers without `exactOptionalPropertyTypes`. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}
