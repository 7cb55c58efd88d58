#!/usr/bin/env node
// `npm run test:postgres`: the tests of `npm test` once more, on a PostgreSQL server of this machine (15 or newer) instead of
// the embedded one, as a role without special rights. What follows `--` goes to the test runner (a folder, a name).
import { requireNode } from './node-version.mjs'

requireNode()
import('./prepare.mjs').then(({ runCommand }) => runCommand(test))

async function test() {
  const { spawn } = await import('node:child_process')
  const { join } = await import('node:path')
  const { installMissing, root } = await import('./prepare.mjs')
  installMissing()
  const { findPostgres, startThrowaway } = await import('./own-postgres.mjs')
  if (!findPostgres()) {
    console.error('No PostgreSQL server (15 or newer) in PATH or /usr/lib/postgresql: install one, e.g. postgresql-15.')
    process.exitCode = 1
    return
  }
  // Not synced: what is tested here is the program, and the server goes afterwards.
  const server = await startThrowaway({ mayCreate: true, settings: { fsync: 'off', full_page_writes: 'off' } })
  console.log(`PostgreSQL ${server.major} (${server.bin}), role tongxin`)
  await mayPutTriggersAside(server.adminUrl)
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, TEST_DATABASE_URL: server.url, TEST_DATABASE_ADMIN_URL: server.adminUrl },
    })
    // An interrupt reaches the runner as well; the server is stopped after it.
    process.on('SIGINT', () => undefined)
    process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  } finally {
    await server.stop()
  }
}

/** The one right beyond the program's own: sweeps of scope plant and change rows past the triggers. */
async function mayPutTriggersAside(adminUrl) {
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query('grant set on parameter session_replication_role to tongxin')
  await admin.end()
}
