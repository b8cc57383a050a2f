import { runMlferry } from '../test/run-mlferry.ts'
