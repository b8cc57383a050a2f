import type { Explanation } from '@mlferry/client'

/** AWS names both times: `Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T002000Z - 5 min.)`. */
export function explainClock(message: string): Explanation | undefined {
  if (!/Signature expired|Signature not yet current|RequestTimeTooSkewed/i.test(message)) return undefined
  const [ours, , theirs] = [...message.matchAll(/\d{8}T\d{6}Z/g)].map(([text]) => timeOf(text))
  const off = ours === undefined || theirs === undefined ? undefined : (ours - theirs) / 60_000
  const how =
    off === undefined ? 'is off' : `is ${Math.abs(off).toFixed(0)} minutes ${off < 0 ? 'behind' : 'ahead of'} AWS`
  return { code: 'ERR_CLOCK_OFF', hint: `The clock of this machine ${how}: set it (NTP).`, fatal: true }
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'))
}
