import type { AuthProvider } from './auth-provider.ts'

/**
 * What a command-line plugin exports for the hook `mlferry:auth`: providers, asked before the built-in ones. Called when a command
 * opens a store; an error is reported with the plugin's name and the other plugins still count. A plain type, so that a plugin
 * needs no command-line framework.
 */
export type AuthHook = (options: object) => Promise<readonly AuthProvider[]>
