/** At both ends of every secret of the tests, so that what holds a part of one holds this. No encoding of URLs or JSON changes it. */
export const secretMark = 'mKq7VxT2Zp9R'

/** A password, token or key for a test: `what` tells them apart. All that a test gives mlferry to keep to itself is made here. */
export function secret(what: string): string {
  return `${secretMark}${what}${secretMark}`
}

/** Every form in which bytes may hold the mark: as it is, in hex, and in base64 at each of the three places that it may begin at. */
export function formsOfMark(): readonly Buffer[] {
  const hex = Buffer.from(secretMark).toString('hex')
  const base64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secretMark)])
    // What neighbours change is left out: the first group, and the last character.
    const whole = bytes.toString('base64').replace(/=+$/, '')
    return whole.slice(before === 0 ? 0 : 4, bytes.length % 3 === 0 ? undefined : -1)
  })
  return [secretMark, hex, hex.toUpperCase(), ...base64].map((form) => Buffer.from(form))
}
