#!/usr/bin/env node
// `npx tongxin read FILE… --json|--table`: reads documents without a build and without the server.
import { register } from 'node:module'
import { requireNode } from './node-version.mjs'

requireNode()
import('tsx/esm/api').then(async (tsx) => {
  tsx.register()
  register('./raw-hook.mjs', import.meta.url)
  const { runCommand } = await import('../src/features/sources/command/index.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
})
