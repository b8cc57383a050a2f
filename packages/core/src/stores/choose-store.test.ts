import { expect, test } from 'vitest'
import type { StoreProvider } from '../contracts/store-provider.ts'
import { chooseStore } from './choose-store.ts'

const paths: StoreProvider = {
  name: 'directory',
  addresses: 'a path',
  handles: async (address) =>
    !/^[a-z][a-z0-9+.-]+:/i.test(address) && address !== 'databricks' && address !== 'databricks-uc',
}
const servers: StoreProvider = {
  name: 'server',
  addresses: 'http://…',
  handles: async (address, { auth }) => /^https?:/.test(address) || auth.some((each) => each.handles(address)),
}

function choose(address: string, stores = [servers, paths]) {
  return chooseStore(address, stores, { auth: [{ name: 'mine', handles: (each) => each.startsWith('mine:') }] })
}

test.each([
  ['sqlite:///mlflow.db', 'mlflow server --backend-store-uri sqlite:///mlflow.db'],
  ['postgresql+psycopg2://host/mlflow', 'mlflow server'],
  ['mysql://host/mlflow', 'mlflow server'],
  ['file:///home/ann/mlruns', 'mlflow server --backend-store-uri file:///home/ann/mlruns'],
  ['databricks', 'mlflow-export-import'],
  ['databricks://profile', 'mlflow-export-import'],
  ['databricks-uc', 'mlflow-export-import'],
  ['ftp://host', 'mlferry plugins install'],
])('%s as an end is refused with what to do instead, and which stores there are', async (address, instead) => {
  await expect(choose(address)).rejects.toMatchObject({
    code: 'ERR_STORE_UNSUPPORTED',
    message: expect.stringContaining('; the stores are: server (http://…), directory (a path).'),
    hint: expect.stringContaining(instead),
  })
})

test('a password in such an address is not shown', async () => {
  const { message, hint } = await choose('postgresql://ann:hidden@host/mlflow').catch((error) => error)

  expect(`${message} ${hint}`).not.toContain('hidden')
})

test.each([
  ['http://host:5000', servers],
  ['mine:server', servers],
  ['./databricks', paths],
  ['out', paths],
])('%s is taken by the first store that handles it', async (address, store) => {
  expect(await choose(address)).toBe(store)
  const all: StoreProvider = { name: 'all', addresses: 'any', handles: async () => true }
  expect(await choose(address, [all, servers, paths])).toBe(all)
})
