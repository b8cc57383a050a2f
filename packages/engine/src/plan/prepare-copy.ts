import { setTimeout as sleep } from 'node:timers/promises'
import { type Header, isMlferryError, type Lease, type ObjectKind, Spool, type TargetJob } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import type { InventoryContext } from '../inventory/inventory-context.ts'
import { takeInventory } from '../inventory/take-inventory.ts'
import { keysToCreate } from './keys-to-create.ts'
import { type Check, type Plan, planCopy } from './plan-copy.ts'

export interface PrepareOptions extends Omit<InventoryContext, 'spool'> {
  readonly kinds: readonly ObjectKind[]
  /** Where the listing is kept. Default: the system's temporary folder. */
  readonly scratchDir?: string | undefined
  /** How long to wait for another job that writes the target, milliseconds. */
  readonly wait: number
  readonly check: Check
  readonly updateOriginals: boolean
  /** Told of the listing before it is planned: throws when it is not what was asked for. */
  readonly onTaken: (inventory: Awaited<ReturnType<typeof takeInventory>>) => void
  /** Awaited before the claim on the target, which is a write, when anything is to be created: what it throws ends the job. */
  readonly beforeWrite?: ((creating: ReturnType<typeof keysToCreate>, job: TargetJob) => Promise<void>) | undefined
}

/** A plan that nobody else's writes can make wrong: until it is disposed, no other job creates objects at the target. */
export interface PreparedCopy extends AsyncDisposable {
  readonly spool: Spool
  readonly inventory: Awaited<ReturnType<typeof takeInventory>>
  readonly plan: Plan
}

/** Lists both ends and plans. When another job wrote the target meanwhile, all is listed again. */
export async function prepareCopy(options: PrepareOptions): Promise<PreparedCopy> {
  const { target, kinds, scratchDir, check, updateOriginals, signal } = options
  const deadline = Date.now() + options.wait
  for (;;) {
    const lease = await target.lease?.(signal)
    const spool = new Spool(scratchDir)
    const dispose = async () => {
      await lease?.release()
      spool[Symbol.dispose]()
    }
    try {
      const inventory = await takeInventory({ ...options, spool })
      options.onTaken(inventory)
      const headerOf = ({ slot }: Item) => spool.get<Header>(slot)
      const plan = await planCopy(inventory, kinds, { check, headerOf, updateOriginals })
      const creating = keysToCreate(plan)
      if (creating.size > 0) await options.beforeWrite?.(creating, target)
      if (
        (creating.size === 0 && inventory.twins.length === 0) ||
        !lease ||
        (await takeLease(lease, { deadline, signal }))
      ) {
        return { spool, inventory, plan, [Symbol.asyncDispose]: dispose }
      }
    } catch (error) {
      await dispose()
      throw error
    }
    await dispose()
  }
}

async function takeLease(lease: Lease, { deadline, signal }: { deadline: number; signal: AbortSignal }) {
  for (;;) {
    try {
      return await lease.take(signal)
    } catch (error) {
      if (!isMlferryError(error) || error.code !== 'ERR_TARGET_BUSY' || Date.now() > deadline) throw error
      await sleep(2000, undefined, { signal })
    }
  }
}
