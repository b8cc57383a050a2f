export { csvStore } from './csv-store.ts'
