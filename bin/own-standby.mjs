// A streaming standby of a throwaway server, made as the manual of PostgreSQL describes it ("Making a Base Backup Using the Low
// Level API"): the files are copied between pg_backup_start and pg_backup_stop, so that the server programs alone suffice.
import { spawnSync } from 'node:child_process'
import { appendFileSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { freePort, newFolder, rights, startServer } from './own-postgres.mjs'

const owned = (path) => {
  const { uid, gid } = rights()
  if (uid !== undefined) chownSync(path, uid, gid)
}

/** Copies the running server's files into a new folder, fit to be started from. */
export async function baseBackup(primary) {
  const folder = newFolder('tongxin-copy-')
  const data = join(folder, 'data')
  const admin = new pg.Client({ connectionString: primary.adminUrl })
  admin.on('error', () => undefined)
  await admin.connect()
  try {
    await admin.query("select pg_backup_start('tongxin', true)")
    // What vanishes while it is copied is made good by the journal.
    spawnSync('cp', ['-a', primary.data, data], { ...rights(), cwd: folder })
    const { rows } = await admin.query('select labelfile from pg_backup_stop()')
    for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(data, name), { force: true })
    for (const name of readdirSync(join(data, 'pg_wal')))
      if (name !== 'archive_status') rmSync(join(data, 'pg_wal', name), { recursive: true, force: true })
    for (const name of readdirSync(join(data, 'pg_replslot')))
      rmSync(join(data, 'pg_replslot', name), { recursive: true, force: true })
    mkdirSync(join(data, 'pg_wal', 'archive_status'), { recursive: true })
    owned(join(data, 'pg_wal', 'archive_status'))
    writeFileSync(join(data, 'backup_label'), rows[0].labelfile)
    owned(join(data, 'backup_label'))
  } finally {
    await admin.end()
  }
  return { folder, data }
}

/**
 * Starts a server on a copy of the files.
 * @param signal `standby` follows the primary, `recovery` replays an archive to where `settings` say
 */
export async function startCopy(primary, { folder, data }, signal, settings) {
  const port = await freePort()
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
  appendFileSync(join(data, 'postgresql.auto.conf'), lines.join(''))
  writeFileSync(join(data, `${signal}.signal`), '')
  owned(join(data, `${signal}.signal`))
  const urlOf = (user, database) => `postgres://${user}:${primary.passwords[user]}@127.0.0.1:${port}/${database}`
  const adminUrl = urlOf('postgres', 'postgres')
  const start = () =>
    startServer({
      bin: primary.bin,
      data,
      port,
      url: adminUrl,
      settings: { hot_standby: 'on', max_connections: '100' },
    })
  let server = await start()
  return {
    port,
    data,
    adminUrl,
    url: urlOf('tongxin', 'tongxin'),
    said: () => server.said(),
    kill: (how) => server.kill(how),
    async start() {
      server = await start()
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** A standby that streams from the primary through a slot of its own and calls itself `standby`. */
export async function startStandby(primary) {
  const admin = new pg.Client({ connectionString: primary.adminUrl })
  await admin.connect()
  await admin.query("select pg_create_physical_replication_slot('standby', true)")
  await admin.end()
  const from = `host=127.0.0.1 port=${primary.port} user=postgres password=${primary.passwords.postgres} application_name=standby`
  return startCopy(primary, await baseBackup(primary), 'standby', {
    primary_conninfo: from,
    primary_slot_name: 'standby',
  })
}
