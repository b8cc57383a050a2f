#!/usr/bin/env node
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Plugin } from '@oclif/core'

// What `oclif manifest` does, without its many dependencies: help and aliases are then known without loading a command.
const root = resolve(process.argv[2] ?? '.')
const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
await writeFile(`${root}/oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`)
