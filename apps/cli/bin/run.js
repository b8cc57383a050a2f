#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// As `engines` in package.json says.
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`Error: mlferry needs Node.js 22.13 or newer, this is ${process.versions.node}.`)
  process.exit(1)
}

// What is copied is soon garbage, and V8 would let some 100 MiB of it lie around. So young objects get one mebibyte, not up to 64, and
// old ones are collected when they have grown by four tenths, not to a multiple. The work takes the same time. Flags of Node itself
// (--max-semi-space-size) cannot stand in the first line of a script everywhere.
const { setFlagsFromString } = await import('node:v8')
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=40')

// A reader that is gone must not end a job: `mlferry … | head`, or a terminal that was closed (EIO). No failure to show progress may.
process.stderr.on('error', () => {})
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
})

const { handle, run, settings } = await import('@oclif/core')
// Plugins bring compiled code; looking for a TypeScript loader costs time at every start.
settings.enableAutoTranspile = false
// Not `execute`: it waits for stdout to drain, which a closed pipe never does.
try {
  await run(process.argv.slice(2), import.meta.url)
} catch (error) {
  await handle(error instanceof Error ? error : new Error(String(error)))
}
