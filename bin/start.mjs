#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then becomes the server. Needs nothing but Node and git.
import { requireNode } from './node-version.mjs'

requireNode()
start()

async function start() {
  const { resolve, join } = await import('node:path')
  const { pathToFileURL } = await import('node:url')
  const { installMissing, buildStale, root } = await import('./prepare.mjs')

  // Paths the caller gave start from the caller's folder; defaults start from the program's.
  for (const name of ['DATA_DIR', 'TLS_CERT', 'TLS_KEY']) {
    if (process.env[name]) process.env[name] = resolve(process.env[name])
  }
  process.chdir(root)
  installMissing()
  buildStale()
  process.env.NODE_ENV ??= 'production'
  stopWithParent()
  // The same process: signals, exit code and terminal are the server's own.
  await import(pathToFileURL(join(root, 'dist', 'server', 'server.js')).href)
}

/** Called by npm, the server must not outlive it: a killed npm would leave port and data folder taken. */
function stopWithParent() {
  if (process.env.npm_lifecycle_event !== 'start') return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}
