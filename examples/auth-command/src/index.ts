export { commandAuth } from './command-auth.ts'
