#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then becomes the server. Needs nothing but Node and git.
// `npm run backup`, `backup:check`, `restore` and `audit:export` take the path of one file;
// `npm run move` the address of a database; `npm run keys` shows the keys, `keys:turn` makes new ones, `keys:destroy` takes
// one away.
// `npm run sample` lays the sample city and ends; `-- --large` fills it to bench size.
import { requireNode } from './node-version.mjs'

requireNode()
import('./prepare.mjs').then(({ runCommand }) => runCommand(start))

async function start() {
  const { readFileSync } = await import('node:fs')
  const { resolve, join } = await import('node:path')
  const { pathToFileURL } = await import('node:url')
  const { installMissing, buildStale, root } = await import('./prepare.mjs')

  // Paths the caller gave start from the caller's folder (npm changes into ours, and notes where it was called);
  // defaults start from the program's.
  const calledFrom = (isCalledByNpm() && process.env.INIT_CWD) || process.cwd()
  for (const name of [
    'DATA_DIR',
    'CLOSED_KEYS',
    'ROOT_KEY',
    'CRYPTO_MODULE',
    'AUDIT_KEY',
    'AUDIT_ANCHORS',
    'BACKUP_KEY',
    'SESSION_SECRET',
    'FILES_DIR',
    'S3_KEY',
    'TLS_CERT',
    'TLS_KEY',
  ]) {
    if (process.env[name]) process.env[name] = resolve(calledFrom, process.env[name])
  }
  process.chdir(root)
  installMissing()
  buildStale()
  process.env.NODE_ENV ??= 'production'
  stopWithParent(readFileSync)
  // The same process: signals, exit code and terminal are the server's own.
  await import(pathToFileURL(join(root, 'dist', 'server', 'server.js')).href)
}

function isCalledByNpm() {
  return [
    'start',
    'sample',
    'first-sign-ins',
    'backup',
    'backup:check',
    'restore',
    'audit:export',
    'move',
    'keys',
    'keys:turn',
    'keys:destroy',
  ].includes(process.env.npm_lifecycle_event)
}

/** Called by npm, the server must not outlive it: a killed npm would leave port and data folder taken. */
function stopWithParent(readFileSync) {
  if (!isCalledByNpm()) return
  // Between npm and this process stands a shell; on Linux its parent can be seen too.
  const parents = () => [process.ppid, parentOf(process.ppid, readFileSync)].join()
  const before = parents()
  setInterval(() => {
    if (parents() !== before) process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}

function parentOf(pid, readFileSync) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch {
    return ''
  }
}
