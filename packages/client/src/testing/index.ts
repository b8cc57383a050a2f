export type { AuthProviderUnderTest } from './test-auth-provider.ts'
export { testAuthProvider } from './test-auth-provider.ts'
