import { createHash, randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, mayRun, namesInFolder, ownProcessMark, type ProcessMark, type ServiceSetting } from '@mlferry/core'
import { replacePrivateFile } from '../job/private-file.ts'
import { type StatePlace, stateHome } from '../job/state-dir.ts'

/** That a command has changed a setting of a service for as long as it runs: a file for each command, removed when the setting is put back. */
export interface ChangeRecord {
  /** Of the service, for messages. */
  readonly name: string
  readonly setting: ServiceSetting
  readonly value: string
  /** What it was, and the command line that makes it so again. Absent: another command had changed it before, and its record says it. */
  readonly back?: { readonly value: string; readonly byHand: string }
  /** Milliseconds since 1970. */
  readonly at: number
  readonly holder: ProcessMark
  /** The holder has ended while others went on: the last of them puts it back. */
  readonly left?: true
}

export interface FoundRecord extends ChangeRecord {
  readonly path: string
  /** Its command may still need the setting as it is. */
  readonly inUse: boolean
}

type Env = StatePlace['env']

/** Where the record of this command for a setting goes. */
export function newRecordPath(env: Env, address: string, setting: ServiceSetting): string {
  return join(changesFolder(env), `${addressKey(address)}-${setting}-${randomUUID().slice(0, 8)}.json`)
}

/** There when it resolves, whatever kills the process after that. */
export async function writeRecord(path: string, record: Omit<ChangeRecord, 'holder'>, env: Env): Promise<void> {
  const { name, setting, value, back, at, left } = record
  await makeFolder(changesFolder(env), { private: true })
  const text = JSON.stringify({ name, setting, value, back, at, left, holder: ownProcessMark() }, null, 2)
  await replacePrivateFile(path, `${text}\n`)
}

/** What commands of this account have changed at an address, the oldest first. What cannot be read is left out. */
export async function findRecords(env: Env, address: string): Promise<readonly FoundRecord[]> {
  const dir = changesFolder(env)
  const names = await namesInFolder(dir)
  const mine = names.filter((name) => name.startsWith(`${addressKey(address)}-`) && name.endsWith('.json'))
  const found = await Promise.all(mine.map((name) => readRecord(join(dir, name))))
  return found.filter((record) => record !== undefined).sort((a, b) => a.at - b.at)
}

export async function removeRecords(records: readonly Pick<FoundRecord, 'path'>[]): Promise<void> {
  for (const { path } of records) await rm(path, { force: true })
}

/** Somebody has decided by hand what a setting is: no command puts it back to what it was. */
export async function forgetChanges(env: Env, address: string, setting: ServiceSetting): Promise<void> {
  await removeRecords((await findRecords(env, address)).filter((record) => record.setting === setting))
}

async function readRecord(path: string): Promise<FoundRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as ChangeRecord
    return { ...record, path, inUse: record.left !== true && mayRun(record.holder) }
  } catch {
    return undefined
  }
}

function addressKey(address: string): string {
  return createHash('sha256').update(address.trim()).digest('hex').slice(0, 12)
}

function changesFolder(env: Env): string {
  return join(stateHome(env), 'changes')
}
