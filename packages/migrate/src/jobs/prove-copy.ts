import { foundBy, type Pass } from './catch-up.ts'
import { differsElsewhere, type Proof } from './is-ready.ts'

interface Proving<Result, Found> {
  /** What was copied so far. */
  readonly passes: readonly [Result, ...Result[]]
  readonly verify: () => Promise<Found>
  /** Copies once more, and reads what no listing shows. Absent: the passes did so already. */
  readonly repair: (() => Promise<Result>) | undefined
}

/** Verifies. What differs although no pass named it is copied once more, and verified again. */
export async function proveCopy<Result extends Pass, Found extends Proof>({
  passes,
  verify,
  repair,
}: Proving<Result, Found>): Promise<{ readonly proof: Found; readonly passes: readonly [Result, ...Result[]] }> {
  const proof = await verify()
  const named = passes.flatMap(({ objects }) => objects)
  if (!repair || !differsElsewhere(proof, named)) return { proof, passes }
  const repaired = await repair()
  const found = foundBy(repaired, passes.at(-1) ?? passes[0])
  return { proof: found > 0 ? await verify() : proof, passes: [...passes, repaired] }
}
