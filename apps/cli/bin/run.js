#!/usr/bin/env node
const oldest = 22
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(`Error: mlferry needs Node.js ${oldest} or newer, this is ${process.versions.node}.`)
  process.exit(1)
}

// Young objects get one mebibyte, not up to 64: what is copied is soon garbage, and 100 MiB of it would lie around. The work takes the
// same time. Flags of Node itself (--max-semi-space-size) cannot stand in the first line of a script everywhere.
const { setFlagsFromString } = await import('node:v8')
setFlagsFromString('--semi-space-growth-factor=1')

const { execute, settings } = await import('@oclif/core')
// Plugins bring compiled code; looking for a TypeScript loader costs time at every start.
settings.enableAutoTranspile = false
await execute({ dir: import.meta.url })
