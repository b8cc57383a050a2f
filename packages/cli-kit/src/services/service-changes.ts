import type { ManagedService, ServiceSetting } from '@mlferry/core'
import type { StatePlace } from '../job/state-dir.ts'
import {
  changingLine,
  foundLine,
  leftToOthersLine,
  notPutBackLine,
  putBackLine,
  takenOverLine,
} from './change-lines.ts'
import { type FoundRecord, findRecords, newRecordPath, removeRecords, writeRecord } from './change-records.ts'

/** A setting as a command needs it. */
export interface WantedSetting {
  readonly setting: ServiceSetting
  readonly value: string
}

/** A service with a way to open it again. */
export interface ChangedService {
  readonly address: string
  readonly service: ManagedService
  /** For putting back, when the signal of the command may have been aborted. */
  readonly reopen: () => Promise<ManagedService>
}

interface ChangesContext {
  readonly env: StatePlace['env']
  /** For the user to read. */
  readonly note: (line: string) => void
}

interface Held extends ChangedService, WantedSetting {
  /** Of the record of this command. */
  readonly path: string
}

/**
 * Settings that a command changes for as long as it runs. Each is noted on disk before it is changed, so that a later command can put it
 * back after a kill. Of several commands that hold one setting, the last to end puts it back.
 */
export class ServiceChanges {
  readonly #context: ChangesContext
  readonly #held: Held[] = []
  readonly #told = new Set<string>()

  constructor(context: ChangesContext) {
    this.#context = context
  }

  /** Tells of changes that other commands could not put back, apart from settings that this one changes itself. */
  async tellLeft(address: string, except: readonly ServiceSetting[]): Promise<void> {
    const records = await findRecords(this.#context.env, address)
    for (const [setting, found] of Map.groupBy(records, (record) => record.setting)) {
      const line = foundLine(found)
      if (line === undefined || found.some(({ inUse }) => inUse) || except.includes(setting)) continue
      if (!this.#told.has(line)) this.#context.note(line)
      this.#told.add(line)
    }
  }

  /** Holds what an earlier command changed and has not put back: from now on this one does. */
  async takeOver(changed: ChangedService, wanted: WantedSetting): Promise<void> {
    if (this.#find(changed, wanted)) return
    const earlier = await this.#records(changed, wanted)
    const back = backOf(earlier)
    if (!back) return
    await this.#hold(changed, wanted)
    if (earlier.some(({ inUse }) => inUse)) return
    this.#context.note(takenOverLine({ ...wanted, name: changed.service.name, back }))
  }

  /** Makes it as wanted, if it is not. Throws what `get` and `set` of the service throw. */
  async make(changed: ChangedService, wanted: WantedSetting): Promise<void> {
    await this.takeOver(changed, wanted)
    const { service } = changed
    const { setting, value } = wanted
    const before = await service.get(setting)
    if (before === undefined || before === value) return
    const back = { value: before, byHand: service.byHand(setting, before) }
    await this.#hold(changed, wanted, back)
    // Whoever changed it since an earlier job has decided: what that job noted is old.
    await removeRecords((await this.#records(changed, wanted)).filter(({ inUse }) => !inUse))
    this.#context.note(changingLine({ ...wanted, name: service.name, back }))
    await service.set(setting, value)
  }

  /** Puts back what this command changed, the last change first. False: not everything could be put back; that stays noted. */
  async putBack(): Promise<boolean> {
    let complete = true
    for (let held = this.#held.pop(); held; held = this.#held.pop()) complete = (await this.#putBack(held)) && complete
    return complete
  }

  async #putBack(held: Held): Promise<boolean> {
    const { env, note } = this.#context
    const { path, setting } = held
    const records = await this.#records(held, held)
    const own = records.find((record) => record.path === path)
    const back = backOf(records)
    if (!own || !back) {
      await removeRecords([{ path }])
      return true
    }
    const { name, value } = own
    const change = { name, setting, value, back }
    await writeRecord(path, { ...own, left: true }, env)
    if ((await this.#records(held, held)).some(({ inUse }) => inUse)) {
      note(leftToOthersLine(change))
      return true
    }
    try {
      const service = await held.reopen()
      const isBack = (await service.get(setting)) === back.value
      if (!isBack) await service.set(setting, back.value)
      await removeRecords(await this.#records(held, held))
      if (!isBack) note(putBackLine(change))
      return true
    } catch (error) {
      note(notPutBackLine(change, error))
      return false
    }
  }

  /** Notes that this command needs the setting as it wants it. */
  async #hold(changed: ChangedService, wanted: WantedSetting, back?: FoundRecord['back']): Promise<void> {
    const { env } = this.#context
    const { name } = changed.service
    const { setting, value } = wanted
    const known = this.#find(changed, wanted)
    const held = known ?? { ...changed, ...wanted, path: newRecordPath(env, changed.address, setting) }
    await writeRecord(held.path, { name, setting, value, ...(back && { back }), at: Date.now() }, env)
    if (!known) this.#held.push(held)
  }

  #find({ address }: Pick<ChangedService, 'address'>, { setting }: WantedSetting): Held | undefined {
    return this.#held.find((each) => each.address === address && each.setting === setting)
  }

  async #records({ address }: Pick<ChangedService, 'address'>, { setting }: WantedSetting) {
    return (await findRecords(this.#context.env, address)).filter((record) => record.setting === setting)
  }
}

/** What it was before the first of these changes. */
function backOf(records: readonly FoundRecord[]): FoundRecord['back'] {
  return records.find(({ back }) => back !== undefined)?.back
}
