export type MapText = (text: string) => string

/** The same with every text in it mapped, keys too. */
export function mapValue(value: unknown, mapText: MapText): unknown {
  if (typeof value === 'string') return mapText(value)
  if (Array.isArray(value)) return value.map((each) => mapValue(each, mapText))
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [mapText(key), mapValue(each, mapText)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [mapText(key), mapValue(each, mapText)]))
}
