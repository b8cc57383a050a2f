/** Which pairs an interrupted verify had found equal, content included. */
export interface VerifiedPairs {
  has(key: string): boolean
  add(key: string): void
}
