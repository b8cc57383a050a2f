#!/usr/bin/env node
const oldest = 22
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(`Error: mlferry needs Node.js ${oldest} or newer, this is ${process.versions.node}.`)
  process.exit(1)
}

// What is copied is soon garbage, and V8 would let some 100 MiB of it lie around. So young objects get one mebibyte, not up to 64, and
// old ones are collected when they have grown by four tenths, not to a multiple. The work takes the same time. Flags of Node itself
// (--max-semi-space-size) cannot stand in the first line of a script everywhere.
const { setFlagsFromString } = await import('node:v8')
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=40')

const { execute, settings } = await import('@oclif/core')
// Plugins bring compiled code; looking for a TypeScript loader costs time at every start.
settings.enableAutoTranspile = false
await execute({ dir: import.meta.url })
