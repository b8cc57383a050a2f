import type { SignIn, StoreContext } from '../contracts/store-context.ts'
import type { StoreProvider } from '../contracts/store-provider.ts'
import { unsupportedStore } from './unsupported-store.ts'

/** The first provider that takes the address. Throws ERR_STORE_UNSUPPORTED, which names the stores that there are. */
export async function chooseStore<Auth extends SignIn>(
  address: string,
  stores: readonly StoreProvider<Auth>[],
  context: Pick<StoreContext<Auth>, 'auth'>,
): Promise<StoreProvider<Auth>> {
  for (const store of stores) if (await store.handles(address, context)) return store
  throw unsupportedStore(address, stores)
}
