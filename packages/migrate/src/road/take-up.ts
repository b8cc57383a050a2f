import type { Questions } from '../questions/questions.ts'
import { isExact, isMeant, roadLine, type Wanted } from './road.ts'
import { findRoads, RoadFile } from './road-file.ts'

interface TakeUpOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly wanted: Wanted
  /** Forget what is found. */
  readonly restart: boolean
  /** Absent: nobody is there to ask. */
  readonly questions: Questions | undefined
  readonly note: (line: string) => void
}

/** The migration that the command goes on with, or a new one. Where the command line leaves an end open, those that are not done are offered. */
export async function takeUp({ env, wanted, restart, questions, note }: TakeUpOptions): Promise<RoadFile> {
  const meant = (await findRoads(env)).filter(({ road }) => isMeant(road, wanted))
  const found = isExact(wanted) ? meant[0] : await offered(meant, questions)
  if (found && restart) await found.forget()
  if (found && !restart) {
    note(`Taking up the migration from ${roadLine(found.road)}.`)
    return found
  }
  return new RoadFile(env, { startedAt: new Date().toISOString(), step: 'ends', options: wanted.options })
}

async function offered(meant: readonly RoadFile[], questions: Questions | undefined): Promise<RoadFile | undefined> {
  const open = meant.filter(({ road }) => road.step !== 'done' && road.from !== undefined)
  if (open.length === 0 || !questions) return undefined
  const startedAt = await questions.choose({
    message: 'Go on with a migration that is not done?',
    choices: [
      ...open.map(({ road }) => ({ value: road.startedAt, label: roadLine(road) })),
      { value: '', label: 'No, begin another one' },
    ],
  })
  const found = open.find(({ road }) => road.startedAt === startedAt)
  // Answers that nothing came of, such as a wrong address, are not offered again and again.
  if (!found) for (const each of open) if (!each.road.agreedAt && !each.road.creating) await each.forget()
  return found
}
