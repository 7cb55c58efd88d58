import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { type EmbeddedDatabase, EmbeddedError, lockFolder, startEmbedded } from './index.ts'
import { livingPostmaster, readPostmaster, stopPostmaster } from './postmaster.ts'
import { isAlive } from './process.ts'

const folders: string[] = []
const running: EmbeddedDatabase[] = []
const elsewhere: { child: ChildProcess; pid: number }[] = []

afterEach(async () => {
  for (const { child, pid } of elsewhere.splice(0)) {
    child.kill('SIGKILL')
    if (isAlive(pid)) await stopPostmaster('', pid, '')
  }
  for (const database of running.splice(0)) await database.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

// A blank, an apostrophe and Chinese characters: folders are named by people.
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tongxin 同心's-"))
  folders.push(folder)
  return folder
}

async function start(dataDir: string, lines: string[] = []): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, log: (line) => lines.push(line) })
  running.push(database)
  return database
}

async function query(database: EmbeddedDatabase, sql: string, url = database.adminUrl): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Another Node process that starts the database and stays; answers what the start gave it. */
async function startElsewhere(dataDir: string): Promise<{ child: ChildProcess; pid: number; port: number }> {
  const child = fork(join(import.meta.dirname, 'elsewhere.fixture.ts'), [dataDir], { execArgv: ['--import', 'tsx'] })
  const [answer] = await once(child, 'message')
  elsewhere.push({ child, ...answer })
  return { child, ...answer }
}

async function kill(child: ChildProcess) {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

describe('the embedded database', () => {
  it('starts on an empty folder, keeps its data over a stop and leaves no process behind', async () => {
    const dataDir = newFolder()
    const cold = await start(dataDir)
    expect(await query(cold, `select lower('ÄÉ') || '双拥' as text, current_setting('fsync') as fsync`)).toEqual([
      { text: 'äé双拥', fsync: 'on' },
    ])
    await query(cold, 'create table kept (name text); ')
    await query(cold, `insert into kept values ('驻澜某部')`)
    await cold.stop()
    expect(isAlive(cold.pid)).toBe(false)

    const warm = await start(dataDir)
    expect(warm.adopted).toBe(false)
    expect(warm.url).toBe(cold.url)
    expect(await query(warm, 'select * from kept')).toEqual([{ name: '驻澜某部' }])

    // What a superuser of an earlier version made is the program's now; the program itself has no right beside its database.
    const asProgram = (sql: string) => query(warm, sql, warm.url)
    await asProgram('alter table kept add column note text')
    expect(
      await asProgram(`select current_user::text as name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
        from pg_roles where rolname = session_user`),
    ).toEqual([
      {
        name: 'tongxin_program',
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
      },
    ])
    for (const beyond of [
      'set session authorization tongxin',
      'set role tongxin',
      'alter role tongxin_program superuser',
      'alter role tongxin_program bypassrls',
      'create role another',
      'create database another',
      "alter system set fsync = 'off'",
      "select pg_read_file('postgresql.conf')",
      "copy kept to program 'cat'",
      "copy kept to '/tmp/kept'",
      'select * from pg_authid',
      'select pg_terminate_backend(pid) from pg_stat_activity where usename <> session_user',
      'create extension file_fdw',
    ])
      await expect(asProgram(beyond), beyond).rejects.toMatchObject({ code: '42501' })
    await asProgram('set role tongxin_app')
  })

  it('D14 tells every page of a table whose bytes were changed on the disk, in each of fifty, and gives nothing of it', async () => {
    const dataDir = newFolder()
    const first = await start(dataDir)
    await query(
      first,
      `create table kept as select i, repeat(md5(i::text), 30) as words from generate_series(1, 500) i`,
    )
    await query(first, 'vacuum (freeze) kept')
    const [place] = await query(
      first,
      `select pg_relation_filepath('kept') as path, current_setting('data_directory') as home,
      pg_relation_size('kept') / 8192 as pages`,
    )
    const { path, home, pages } = place as { path: string; home: string; pages: string }
    expect(Number(pages)).toBeGreaterThan(52)
    await first.stop()
    const file = openSync(join(home, path), 'r+')
    const byte = Buffer.alloc(1)
    for (let page = 0; page < 50; page += 1) {
      // Behind the head of the page, at a place that differs from page to page.
      const at = page * 8192 + 8191 - ((page * 163) % 4000)
      readSync(file, byte, 0, 1, at)
      writeSync(file, Buffer.from([(byte[0] as number) ^ (1 << (page % 8))]), 0, 1, at)
    }
    closeSync(file)
    const again = await start(dataDir)
    const client = new pg.Client({ connectionString: again.adminUrl })
    await client.connect()
    try {
      await client.query('set enable_seqscan = off')
      for (let page = 0; page < 50; page += 1)
        await expect(
          client.query(`select words from kept where ctid = '(${page},1)'`),
          `page ${page}`,
        ).rejects.toMatchObject({ code: 'XX001' })
      expect((await client.query(`select i from kept where ctid = '(52,1)'`)).rows).toHaveLength(1)
    } finally {
      await client.end()
    }
  })

  it('keeps its password from other users and from a wrong guess', async () => {
    const dataDir = newFolder()
    const database = await start(dataDir)
    if (process.platform !== 'win32') expect(statSync(join(dataDir, 'postgres-access.json')).mode & 0o077).toBe(0)
    const client = new pg.Client({ connectionString: database.url.replace(/:[^:@/]+@/, ':guess@') })
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
  })

  it('is refused while this process holds the folder already, and goes on running', async () => {
    const dataDir = newFolder()
    const database = await start(dataDir)
    await expect(start(dataDir)).rejects.toThrow(`正被另一个同心进程使用（进程号 ${process.pid}`)
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is refused while another process holds the folder, with its number', async () => {
    const dataDir = newFolder()
    const { child } = await startElsewhere(dataDir)
    const refused = start(dataDir)
    await expect(refused).rejects.toBeInstanceOf(EmbeddedError)
    await expect(refused).rejects.toThrow(`进程号 ${child.pid}`)
  })

  it('is taken over, with all that was accepted, when its process was killed', async () => {
    const dataDir = newFolder()
    const { child, pid, port } = await startElsewhere(dataDir)
    await kill(child)
    expect(isAlive(pid)).toBe(true)

    const lines: string[] = []
    const adopted = await start(dataDir, lines)
    expect(adopted).toMatchObject({ adopted: true, pid, port })
    expect(lines.join()).toContain('接管')
    expect(await query(adopted, 'select * from elsewhere')).toEqual([{ name: '接管前已写入' }])
    await adopted.stop()
    expect(isAlive(pid)).toBe(false)
  })

  it('comes up again when both processes were killed', async () => {
    const dataDir = newFolder()
    const { child, pid } = await startElsewhere(dataDir)
    await kill(child)
    process.kill(pid, 'SIGKILL')

    const again = await start(dataDir)
    expect(again.pid).not.toBe(pid)
    expect(await query(again, 'select * from elsewhere')).toEqual([{ name: '接管前已写入' }])
  })

  it('comes up when the note of its old process names some other program', async () => {
    const dataDir = newFolder()
    const first = await start(dataDir)
    const note = join(first.dataDir, 'postmaster.pid')
    const text = readFileSync(note, 'utf8')
    await first.stop()
    writeFileSync(note, text.replace(/^\d+/, String(process.pid)))
    expect(livingPostmaster(first.dataDir)).toBeUndefined()
    expect(existsSync(note)).toBe(false)
    expect((await start(dataDir)).adopted).toBe(false)
  })

  it('takes another port when its own is taken meanwhile', async () => {
    const dataDir = newFolder()
    const first = await start(dataDir)
    await first.stop()
    const { createServer } = await import('node:net')
    const intruder = createServer()
    await new Promise<void>((resolve) => intruder.listen(first.port, '127.0.0.1', resolve))
    try {
      const second = await start(dataDir)
      expect(second.port).not.toBe(first.port)
      expect(readPostmaster(second.dataDir)).toMatchObject({ port: second.port, status: 'ready' })
      expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      intruder.close()
    }
  })

  it('refuses a folder made by another major version and leaves it as it was', async () => {
    const dataDir = newFolder()
    const first = await start(dataDir)
    await first.stop()
    const version = join(first.dataDir, 'PG_VERSION')
    writeFileSync(version, '15\n')
    await expect(start(dataDir)).rejects.toThrow(/由 PostgreSQL 15 建立，本程序自带的是 PostgreSQL 18/)
    expect(readFileSync(version, 'utf8')).toBe('15\n')
  })

  it('refuses a folder that cannot be made', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    await expect(start(join(file, 'data'))).rejects.toThrow(/数据目录 .* 无法建立/)
  })
})

describe('the lock of a data folder', () => {
  it('is taken over from a process that is gone, from a number since given away, and from a torn file', () => {
    const folder = newFolder()
    const lock = join(folder, 'tongxin.lock')
    for (const left of [
      { pid: 4_000_000, mark: '', since: '' },
      { pid: process.pid, mark: 'an earlier start', since: '' },
    ]) {
      writeFileSync(lock, JSON.stringify(left))
      lockFolder(folder).release()
    }
    writeFileSync(lock, '{"pid":')
    lockFolder(folder).release()
    expect(existsSync(lock)).toBe(false)
  })

  it('is not given up by a release that comes twice', () => {
    const folder = newFolder()
    const first = lockFolder(folder)
    first.release()
    const second = lockFolder(folder)
    first.release()
    expect(() => lockFolder(folder)).toThrow(EmbeddedError)
    second.release()
  })
})
