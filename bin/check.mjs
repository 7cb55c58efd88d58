#!/usr/bin/env node
// `npm run check`: the quick proof, in seconds and without a database. One line per checker; the output of a failing
// one is shown whole.
import { requireNode } from './node-version.mjs'

requireNode()
import('./prepare.mjs').then(({ runCommand }) => runCommand(check))

async function check() {
  const { spawn } = await import('node:child_process')
  const { availableParallelism } = await import('node:os')
  const { join } = await import('node:path')
  const { installMissing, root } = await import('./prepare.mjs')
  installMissing()

  const library = (path, ...args) => [join(root, 'node_modules', ...path.split('/')), ...args]
  const own = (name, ...args) => [join(root, 'bin', name), ...args]
  const checkers = [
    ['types', library('typescript/bin/tsc', '--noEmit', '-p', '.')],
    ['unused code', library('knip/bin/knip.js', '--no-progress')],
    ['import rules', own('check-imports.mjs')],
    ['format and lint', library('@biomejs/biome/bin/biome', 'ci', '--colors=off')],
    ['schema drift', own('check-schema.mjs')],
    ['data register', own('check-processing.mjs')],
    ['trust rows', own('trust.mjs', '--check')],
    ['document links', own('check-links.mjs')],
  ]

  const failed = []
  const run = ([name, args]) =>
    new Promise((resolve) => {
      const since = Date.now()
      const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } })
      let output = ''
      child.stdout.on('data', (text) => (output += text))
      child.stderr.on('data', (text) => (output += text))
      child.on('error', (error) => (output += error.message))
      child.on('close', (code) => {
        console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - since) / 1000).toFixed(1)} s)`)
        if (code !== 0) failed.push({ name, output })
        resolve()
      })
    })

  const waiting = [...checkers]
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await run(next)
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker))

  for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output.trim()}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
