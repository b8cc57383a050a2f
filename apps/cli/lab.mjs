import { writeFileSync } from 'node:fs'
import { startMlflowServer } from '@mlferry/test-kit'

const left = await startMlflowServer({ dir: '/tmp/verify-lab/left3.17.2' })
const right = await startMlflowServer({ dir: '/tmp/verify-lab/right3.17.2' })
writeFileSync('/tmp/verify-lab/env', `L=${left.url}\nR=${right.url}\n`)
setTimeout(async () => {
  await left.close()
  await right.close()
}, Number(process.argv[2]) * 1000)
