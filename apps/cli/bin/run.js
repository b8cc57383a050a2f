#!/usr/bin/env node
const oldest = 22
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(`Error: mlferry needs Node.js ${oldest} or newer, this is ${process.versions.node}.`)
  process.exit(1)
}

const { execute, settings } = await import('@oclif/core')
// Plugins bring compiled code; looking for a TypeScript loader costs time at every start.
settings.enableAutoTranspile = false
await execute({ dir: import.meta.url })
