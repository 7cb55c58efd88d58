import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSoundAudit, killDatabase, setUpCounty, signInOffice } from '../journeys/killing.ts'
import { askDatabase, clearAway, type Program, startProgram, untilThat } from '../journeys/program.ts'
import { report } from './figures.ts'

/** A disk of its own that can be filled and made read-only; needs root on Linux. */
const disk = mkdtempSync(join(tmpdir(), 'tongxin-disk-'))
const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'ignore' })
const mayMount = ((): boolean => {
  try {
    mount('-t', 'tmpfs', '-o', 'size=420m,mode=711', 'tmpfs', disk)
    return true
  } catch {
    rmSync(disk, { recursive: true })
    return false
  }
})()

const folder = join(disk, 'data')
/** On another disk: a desk that keeps what it is called with. */
const desk = mkdtempSync(join(tmpdir(), 'tongxin-desk-'))
const told = () => (existsSync(join(desk, 'told')) ? readFileSync(join(desk, 'told'), 'utf8') : '')
let program: Program
let send: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Record<string, unknown> }>
let regionId: number
const kept = new Map<number, string>()
let made = 0

beforeAll(async () => {
  if (!mayMount) return
  mkdirSync(folder, { mode: 0o711 })
  await setUpCounty(folder)
  const command = join(desk, 'call')
  writeFileSync(command, `#!/bin/sh\ncat >> '${join(desk, 'told')}'\n`, { mode: 0o755 })
  program = await startProgram(folder, { ALARM_COMMAND: command })
  const { call, body } = await signInOffice(program)
  send = call
  regionId = (body.acting as { regionId: number }).regionId
})
afterAll(async () => {
  if (!mayMount) return
  await clearAway([folder])
  execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
  rmSync(desk, { recursive: true, force: true })
})

/** A new unit: its status; what was acknowledged is noted. */
const addUnit = async (): Promise<number> => {
  made += 1
  const unit = { name: `第${made}局`, shortName: `${made}局`, aliases: [], kind: 'member', side: 'civil', regionId }
  const { status, body } = await send('POST', '/units', unit)
  if (status === 200) kept.set(body.id as number, unit.name)
  else if (status !== 503 || !/管理员|稍等/.test(String(body.detail))) odd.push(body)
  return status
}
/** Answers that are neither done nor a sentence of 503. */
const odd: unknown[] = []
const upload = async (
  bytes: number,
  cookieOf?: () => string,
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const form = new FormData()
  form.append('file', new Blob([`${made} ${'说明'.repeat(bytes / 6)}`], { type: 'text/plain' }), '情况说明.txt')
  const cookie = cookieOf ?? ((await signInOffice(program)).call as unknown as { cookie(): string }).cookie
  const answer = await fetch(`${program.address}/api/files`, {
    method: 'POST',
    headers: { cookie: cookie() },
    body: form,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Takes all that is left on the disk; gives it back by removing the file. */
const fill = async (): Promise<void> => {
  const ballast = await open(join(disk, 'ballast'), 'w')
  try {
    for (const size of [1024 * 1024, 4096]) {
      try {
        for (;;) await ballast.write(Buffer.alloc(size))
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    await ballast.close()
  }
}

const expectWhole = async () => {
  const units = await askDatabase<{ id: number; name: string; version: number; audited: number }>(
    folder,
    `select u.id, u.name, u.version, (select count(*)::int from audit_rows a
       where a.record = 'units' and a.record_id = u.id::text) as audited from units u where u.name ~ '^第[0-9]+局$'`,
  )
  expect(units.filter(({ version, audited }) => version !== audited)).toEqual([])
  const names = new Map(units.map(({ id, name }) => [id, name]))
  expect([...kept].filter(([id, name]) => names.get(id) !== name)).toEqual([])
  const files = await askDatabase(folder, "select 1 from audit_rows where action = 'file.keep'")
  expect(files).toHaveLength((await askDatabase(folder, 'select 1 from files')).length)
}

const halves = (): string[] =>
  readdirSync(join(folder, 'tmp'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, 'tmp', name)).isFile(),
  )

it.skipIf(!mayMount)(
  'D11 O04 a full disk is told in words, and to the desk that ALARM_COMMAND names, nothing is half written, and once there is room it goes on without hands',
  async () => {
    expect(await addUnit()).toBe(200)
    expect((await upload(3_000)).status).toBe(200)
    await fill()
    // Two minutes at the most, whatever it finds beside (O04).
    const since = Date.now()
    await untilThat(program, () => /【同心·故障】数据目录所在的盘/.test(told()))
    expect(Date.now() - since).toBeLessThan(120_000)
    expect((await fetch(`${program.address}/ready`)).status).toBe(503)
    const refused = await upload(600_000)
    expect(refused.status, JSON.stringify(refused.body)).toBe(503)
    expect(halves()).toEqual([])
    // The journal still has room in what it laid out before; this takes it.
    await askDatabase(
      folder,
      'create table filler as select repeat(md5(n::text), 40) as t from generate_series(1, 200000) n',
    ).catch(() => undefined)
    // A connection that idled out meanwhile is opened anew, as a browser does.
    const statuses: number[] = []
    for (let attempt = 0; attempt < 60; attempt++) statuses.push(await addUnit().catch(addUnit))
    expect(odd).toEqual([])
    expect(program.process.exitCode).toBeNull()
    rmSync(join(disk, 'ballast'))
    await untilThat(program, async () => (await addUnit().catch(() => 0)) === 200)
    expect((await upload(600_000)).status).toBe(200)
    await expectWhole()
    report(
      `a full disk: ${statuses.filter((status) => status === 200).length} of 60 writes still found room, ${statuses.filter((status) => status === 503).length} refused in words`,
    )
  },
)

it.skipIf(!mayMount)(
  'D11 a disk that turned read-only is told in words, and once it is mended it goes on without hands',
  async () => {
    const incoming = join(folder, 'tmp')
    mount('-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', incoming)
    try {
      mount('-o', 'remount,ro', incoming)
      const refused = await upload(3_000)
      expect(refused).toMatchObject({
        status: 503,
        body: { type: '/problems/disk-broken', detail: expect.stringContaining('管理员') },
      })
      expect(await addUnit()).toBe(200)
    } finally {
      execFileSync('umount', ['-l', incoming])
    }
    expect((await upload(3_000)).status).toBe(200)
    await expectWhole()
    await expectSoundAudit(folder, join(disk, 'audit.jsonl'))
  },
)

/**
 * The whole data folder read-only under the running program. The kernel refuses that while a file is open for writing, so the
 * database is killed in the same moment, until its place is read-only before it stands up again.
 */
const turnReadOnly = async (): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    killDatabase(folder)
    for (let again = 0; again < 40; again++) {
      try {
        mount('-o', 'remount,ro', disk)
        return
      } catch (error) {
        if (attempt === 25) throw error
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }
}

it.skipIf(!mayMount)(
  'D11 a data folder that turned read-only whole, database and all, is told in words; nothing is half written, and once it is mended it goes on without hands',
  async () => {
    expect(await addUnit()).toBe(200)
    const { cookie } = (await signInOffice(program)).call as unknown as { cookie(): string }
    odd.length = 0
    await turnReadOnly()
    const statuses: number[] = []
    try {
      expect(() => writeFileSync(join(folder, 'touched'), '')).toThrow(/EROFS/)
      for (let attempt = 0; attempt < 20; attempt++) {
        statuses.push(await addUnit().catch(addUnit))
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      const refused = await upload(3_000, cookie)
      expect(refused).toMatchObject({ status: 503, body: { detail: expect.stringMatching(/管理员|稍等/) } })
      expect((await fetch(`${program.address}/ready`)).status).toBe(503)
      expect(program.process.exitCode).toBeNull()
    } finally {
      mount('-o', 'remount,rw', disk)
    }
    expect(statuses).toEqual(statuses.map(() => 503))
    expect(odd).toEqual([])
    await untilThat(program, async () => (await addUnit().catch(() => 0)) === 200)
    expect((await upload(3_000)).status).toBe(200)
    expect(halves()).toEqual([])
    await expectWhole()
    await expectSoundAudit(folder, join(disk, 'audit-after.jsonl'))
  },
)
