#!/usr/bin/env node
import { execute, settings } from '@oclif/core'

// Plugins bring compiled code; looking for a TypeScript loader costs time at every start.
settings.enableAutoTranspile = false
await execute({ dir: import.meta.url })
