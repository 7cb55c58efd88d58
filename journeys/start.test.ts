import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { letOfficeIn } from './first-office.ts'
import {
  askDatabase,
  childrenOf,
  clearAway,
  databaseProcesses,
  freePort,
  launch,
  newDataDir,
  openCaller,
  runProgram,
  type Settings,
  setFactor,
  startProgram,
  untilThat,
} from './program.ts'

const folders: string[] = []
const dataDir = (): string => {
  const folder = newDataDir()
  folders.push(folder)
  return folder
}

afterAll(() => clearAway(folders))

/** The refusal of a start, which must be one Chinese sentence on the error channel. */
const refusal = async (settings: Settings): Promise<string> => {
  const { code, error } = await runProgram(settings)
  expect(code, error).toBe(1)
  expect(error).toMatch(/^[^\n]*\p{Script=Han}[^\n]*。\n$/u)
  return error
}

/** The one-time secret of the system administrator, the first of the three. */
const firstPassword = (folder: string): string => {
  const path = join(folder, '首次登录.txt')
  return existsSync(path) ? (/账号 sysadmin，密码 (\S+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '') : ''
}

describe('a start that cannot be', () => {
  it.each([
    ['a port that is none', { PORT: '80a' }, /PORT.*“80a”/],
    ['a port beyond the last', { PORT: '70000' }, /PORT.*“70000”.*65535/],
    ['all addresses without encryption', { HOST: '0.0.0.0' }, /HOST.*“0\.0\.0\.0”.*TLS_CERT/],
    [
      'a certificate that is not there',
      { TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' },
      /TLS_CERT.*cert\.pem/,
    ],
    ['a fixed day in production', { TODAY: '2026-07-14' }, /TODAY.*正式运行/],
    [
      'an address of another machine',
      { HOST: '192.0.2.1', TRUST_PROXY: '127.0.0.1' },
      /HOST.*“192\.0\.2\.1”.*不是本机/,
    ],
    ['a folder for files that cannot be one', { FILES_DIR: '/dev/null/files' }, /附件目录 \/dev\/null\/files 不能写入/],
    ['a place for keys that is none', { CLOSED_KEYS: '/dev/null/keys.json' }, /密钥文件/],
    ['a secret that everybody reads', { SESSION_SECRET: '/etc/passwd' }, /会话密钥文件 \/etc\/passwd 别人也读得到/],
    ['a data folder where none can be', { DATA_DIR: '/dev/null/data' }, /DATA_DIR 换一个/],
    ['a database that does not answer', { DATABASE_URL: 'postgres://office:geheim@127.0.0.1:1/x' }, /DATABASE_URL/],
  ])('names %s', async (_name, settings, sentence) => {
    const said = await refusal({ PORT: String(await freePort()), DATA_DIR: dataDir(), ...settings } as Settings)
    expect(said).toMatch(sentence)
    expect(said).not.toContain('geheim')
  })

  it('names the files that are no certificate', async () => {
    const folder = dataDir()
    const [TLS_CERT, TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    for (const path of [TLS_CERT, TLS_KEY]) writeFileSync(path, 'not a certificate')
    expect(await refusal({ PORT: String(await freePort()), DATA_DIR: dataDir(), TLS_CERT, TLS_KEY })).toContain(
      TLS_CERT,
    )
  })

  it('prints every setting when asked, and starts nothing', async () => {
    const { code, out, error } = await runProgram({ PORT: 'nonsense' }, ['--settings'])
    expect({ code, error }).toEqual({ code: 0, error: '' })
    for (const name of ['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'TLS_CERT', 'TLS_KEY', 'TRUST_PROXY']) {
      expect(out).toMatch(new RegExp(`^${name}\n  \\S`, 'mu'))
    }
  })
})

describe('a running program', () => {
  it('D03 keeps its port and its data folder to itself', async () => {
    const folder = dataDir()
    const program = await startProgram(folder)
    const PORT = new URL(program.address).port
    expect(await refusal({ PORT, DATA_DIR: dataDir() })).toContain(`端口 ${PORT} `)
    const second = await refusal({ PORT: String(await freePort()), DATA_DIR: folder })
    expect(second).toContain(folder)
    expect(second).toContain(`进程号 ${program.process.pid}`)
    expect((await openCaller(program.address)('GET', '/health')).status).toBe(200)
    expect(await program.end('SIGTERM')).toBe(0)
  })

  it('leaves no database behind when it is stopped, even with a half-sent request open', async () => {
    const folder = dataDir()
    const program = await startProgram(folder)
    expect(databaseProcesses(folder)).not.toEqual([])
    const half = connect(Number(new URL(program.address).port), '127.0.0.1')
    half.on('error', () => undefined)
    await once(half, 'connect')
    half.write('POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{')
    expect(await program.end('SIGTERM')).toBe(0)
    half.destroy()
    expect(databaseProcesses(folder)).toEqual([])
  })

  it('leaves no database behind when it is stopped while starting', async () => {
    const folder = dataDir()
    const program = launch(folder, await freePort())
    await untilThat(program, () => program.said().includes('正在建立数据库'))
    expect(await program.end('SIGTERM')).toBe(0)
    expect(databaseProcesses(folder)).toEqual([])
    const again = await startProgram(folder)
    expect(firstPassword(folder)).not.toBe('')
    await again.end('SIGTERM')
  })

  it('keeps an acknowledged write over a killed process and over a killed database', async () => {
    const folder = dataDir()
    const first = await startProgram(folder)
    const password = firstPassword(folder)
    const call = openCaller(first.address)
    expect((await call('POST', '/session', { login: 'sysadmin', password })).status).toBe(200)
    const next = '双拥办-第一次改的口令'
    expect((await call('POST', '/session/password', { current: password, next })).status).toBe(200)
    await first.end('SIGKILL')

    const second = await startProgram(folder)
    expect(second.said()).toContain('接管')
    const secondCall = openCaller(second.address)
    expect((await secondCall('POST', '/session', { login: 'sysadmin', password })).status).toBe(401)
    expect((await secondCall('POST', '/session', { login: 'sysadmin', password: next })).status).toBe(200)
    const last = '双拥办-第二次改的口令'
    expect((await secondCall('POST', '/session/password', { current: next, next: last })).status).toBe(200)
    const killed = second.end('SIGKILL')
    for (const pid of databaseProcesses(folder)) process.kill(pid, 'SIGKILL')
    await killed

    const third = await startProgram(folder)
    expect(third.said()).not.toContain('接管')
    expect((await openCaller(third.address)('POST', '/session', { login: 'sysadmin', password: last })).status).toBe(
      200,
    )
    expect(await third.end('SIGTERM')).toBe(0)
  })

  it('refuses a database made by a newer program', async () => {
    const folder = dataDir()
    const program = await startProgram(folder)
    await askDatabase(folder, "insert into schema_migrations (name) values ('9999_made-later')")
    await program.end('SIGTERM')
    expect(await refusal({ PORT: String(await freePort()), DATA_DIR: folder })).toContain('9999_made-later')
    expect(databaseProcesses(folder)).toEqual([])
  })
})

describe('the first start', () => {
  it('lets the first administrator set up a real county, after which no sign-in is printed any more', async () => {
    const folder = dataDir()
    const program = await startProgram(folder)
    expect(program.said()).toContain(program.address.replace('127.0.0.1', 'localhost'))
    const password = firstPassword(folder)
    expect(password).not.toBe('')
    expect(program.said()).toContain('首次登录.txt')
    // What a service says is kept by the machine, and read by more than one.
    expect(program.said()).not.toContain(password)
    expect(statSync(join(folder, '首次登录.txt')).mode & 0o077).toBe(0)

    const call = openCaller(program.address)
    const state = await call('POST', '/session', { login: 'sysadmin', password })
    expect(state).toMatchObject({ status: 200, body: { person: { mustChangePassword: true }, isSample: false } })
    expect(await call('GET', '/setup')).toMatchObject({
      status: 403,
      body: { type: '/problems/change-password-first' },
    })
    const next = '自己定的一句够长的口令'
    expect((await call('POST', '/session/password', { current: password, next })).status).toBe(200)
    expect(await call('GET', '/setup')).toMatchObject({ status: 403, body: { type: '/problems/set-factor-first' } })
    await setFactor(call)

    const counties = (await call('GET', '/setup/counties?city=130100000000')).body as unknown as {
      code: string
      name: string
    }[]
    const county = counties.find(({ name }) => name === '正定县') ?? { code: '', name: '' }
    const preview = await call('GET', `/setup/preview?code=${county.code}`)
    expect(preview).toMatchObject({ status: 200, body: { name: '正定县', provinceName: '河北省', counties: 0 } })
    expect(preview.body.townships).toBeGreaterThan(5)
    expect(preview.body.villages).toBeGreaterThan(100)
    const made = await call('POST', '/setup', { code: county.code, confirmName: county.name })
    expect(made).toMatchObject({ status: 200, body: { cityName: '正定县' } })
    expect(await call('GET', '/setup')).toMatchObject({ status: 401 })
    const accounts = made.body.accounts as { login: string; password: string; postName: string }[]
    await program.end('SIGTERM')

    const again = await startProgram(folder)
    expect(again.said()).not.toMatch(/账号 \w+，密码|首次登录/)
    for (const { login, password, postName } of accounts) {
      const { opened } = await letOfficeIn({ address: again.address, folder }, { login, password, next: `${next}二` })
      expect(opened.body).toMatchObject({ cityName: '正定县', acting: { name: postName } })
    }
    await again.end('SIGTERM')
  })

  it('lays the sample city anew when it was killed half-way, and keeps it from then on', async () => {
    const folder = dataDir()
    const sample = { SAMPLE: '1', TODAY: '2026-07-14', NODE_ENV: 'test' }
    const killed = launch(folder, await freePort(), sample)
    const isHalfLaid = async () => {
      const rows = await askDatabase(folder, 'select 1 from matters limit 1').catch(() => [])
      return rows.length > 0
    }
    await untilThat(killed, isHalfLaid)
    // It is laid by a process of its own, which ends with the program.
    const [laying] = process.platform === 'linux' ? childrenOf(killed.process.pid, '--lay-sample') : []
    expect(laying !== undefined).toBe(process.platform === 'linux')
    await killed.end('SIGKILL')
    expect(killed.said()).not.toContain('同心已启动')

    const program = await startProgram(folder, sample)
    expect(program.said()).toContain('重新建立')
    expect(laying !== undefined && existsSync(`/proc/${laying}`)).toBe(false)
    if (process.platform === 'linux') expect(childrenOf(program.process.pid, '--lay-sample')).toEqual([])
    const counted =
      'select (select count(*) from people)::int as people, (select count(*) from matters)::int as matters'
    const laid = await askDatabase<{ people: number; matters: number }>(folder, counted)
    const accounts = JSON.parse(readFileSync(join(folder, 'sample-sign-ins.json'), 'utf8')) as unknown[]
    expect(laid[0]?.people).toBe(accounts.length)
    expect(laid[0]?.matters).toBeGreaterThanOrEqual(120)
    expect(statSync(join(folder, '演示账号.txt')).mode & 0o077).toBe(0)
    const [, login, password] = /^ {2}(sby) +(\S+)/m.exec(program.said()) ?? []
    expect(await openCaller(program.address)('POST', '/session', { login, password })).toMatchObject({
      status: 200,
      body: { isSample: true },
    })
    await program.end('SIGTERM')

    const warm = await startProgram(folder, sample)
    expect(warm.said()).not.toContain('建立')
    expect(await askDatabase(folder, counted)).toEqual(laid)
    expect(warm.said()).toContain(password)
    await warm.end('SIGTERM')
  })
})
