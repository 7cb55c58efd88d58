import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, describeSettings, readConfig, settingsTable } from './config.ts'
import { isLoopback } from './setting-values.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-config-'))
const cert = join(folder, 'cert.pem')
const key = join(folder, 'key.pem')
writeFileSync(cert, 'certificate')
writeFileSync(key, 'key')
afterAll(() => rmSync(folder, { recursive: true }))

function refusal(env: Record<string, string>): ConfigError {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error(`nothing was refused in ${JSON.stringify(env)}`)
}

describe('settings', () => {
  it('have defaults that need nothing from the operator', () => {
    expect(readConfig({}, folder)).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: join(folder, 'data'),
      databaseUrl: undefined,
      readDatabaseUrl: undefined,
      directDatabaseUrl: undefined,
      poolSize: 12,
      slowQueryMs: 1000,
      metricsPort: undefined,
      stopWaitSeconds: 0,
      sessionSecret: undefined,
      filesDir: undefined,
      s3Url: undefined,
      s3Region: 'us-east-1',
      s3Key: undefined,
      tlsCert: undefined,
      tlsKey: undefined,
      trustProxy: false,
      publicUrl: undefined,
      oidcClaim: 'preferred_username',
      backupAt: '02:30',
      backupKeep: 14,
      uploadLimitMb: 50,
      requestsPerPerson: 3000,
      requestsPerAddress: 12_000,
      requestsAtOnce: 120,
      passwordMemoryMb: 19,
      logLevel: 'info',
      sample: true,
      today: undefined,
      cryptoProfile: 'aes',
      isDocumentOpen: false,
    })
  })

  it('are taken from the environment', () => {
    const config = readConfig({
      PORT: '9001',
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/tongxin',
      DATABASE_URL: 'postgres://owner:secret@db.example:5432/tongxin',
      TLS_CERT: cert,
      TLS_KEY: key,
      TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
      PUBLIC_URL: 'https://sy.example.gov',
      BACKUP_DIR: '/srv/backups',
      BACKUP_AT: '23:05',
      BACKUP_KEEP: '30',
      BACKUP_COPY: '/mnt/second',
      ALARM_COMMAND: process.execPath,
      UPLOAD_LIMIT_MB: '200',
      REQUESTS_PER_PERSON: '900',
      REQUESTS_PER_ADDRESS: '9000',
      REQUESTS_AT_ONCE: '90',
      PASSWORD_MEMORY_MB: '64',
      LOG_LEVEL: 'warn',
      SAMPLE: '0',
      TODAY: '2026-03-15',
    })
    expect(config).toMatchObject({
      port: 9001,
      host: '0.0.0.0',
      dataDir: resolve('/srv/tongxin'),
      databaseUrl: 'postgres://owner:secret@db.example:5432/tongxin',
      tlsCert: cert,
      tlsKey: key,
      trustProxy: ['127.0.0.1', '10.0.0.0/8'],
      publicUrl: 'https://sy.example.gov',
      backupDir: resolve('/srv/backups'),
      backupAt: '23:05',
      backupKeep: 30,
      backupCopy: resolve('/mnt/second'),
      alarmCommand: process.execPath,
      uploadLimitMb: 200,
      requestsPerPerson: 900,
      requestsPerAddress: 9_000,
      requestsAtOnce: 90,
      passwordMemoryMb: 64,
      logLevel: 'warn',
      sample: false,
      today: '2026-03-15',
      cryptoProfile: 'aes',
      isDocumentOpen: false,
    })
  })

  it('count an empty variable as absent', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}))
  })

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['HOST', 'not a host'],
    ['DATABASE_URL', 'mysql://host/name'],
    ['DATABASE_URL', 'postgres://host'],
    ['POOL_SIZE', '1'],
    ['METRICS_PORT', 'x'],
    ['STOP_WAIT_SECONDS', '301'],
    ['S3_URL', 'https://store.example'],
    ['S3_URL', 'ftp://store.example/files'],
    ['TLS_CERT', '/nowhere/cert.pem'],
    ['TLS_KEY', '/nowhere/key.pem'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['PUBLIC_URL', 'sy.example.gov'],
    ['PUBLIC_URL', 'https://sy.example.gov/path'],
    ['ALARM_COMMAND', '/nowhere/call'],
    ['ALARM_COMMAND', key],
    ['UPLOAD_LIMIT_MB', '0'],
    ['UPLOAD_LIMIT_MB', '1.5'],
    ['PASSWORD_MEMORY_MB', '18'],
    ['LOG_LEVEL', 'loud'],
    ['SAMPLE', 'true'],
    ['TODAY', '2026-02-30'],
    ['TODAY', '15.3.2026'],
  ])('refuse %s=%s in one sentence with its name, its value and what is allowed', (name, value) => {
    const error = refusal({ [name]: value })
    const allowed = settingsTable.find((row) => row.env === name)?.allowed
    expect(error.setting).toBe(name)
    expect(error.message).toBe(`配置项 ${name} 的值“${value}”不对，应为${allowed}。`)
  })

  it('never quote the password of a wrong connection string', () => {
    expect(refusal({ DATABASE_URL: 'mysql://owner:geheim@host/name' }).message).not.toContain('geheim')
    expect(refusal({ DATABASE_URL: 'host=a password=geheim' }).message).not.toContain('geheim')
    expect(refusal({ DATABASE_URL: 'postgres://owner:geh@eim@host' }).message).not.toContain('geh@eim')
  })

  it('refuse a certificate without its key, and a key without its certificate', () => {
    expect(refusal({ TLS_CERT: cert }).message).toContain('TLS_CERT 和 TLS_KEY 应同时设置')
    expect(refusal({ TLS_KEY: key }).setting).toBe('TLS_CERT')
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'office.example'])('refuse to listen on %s without encryption', (host) => {
    const error = refusal({ HOST: host })
    expect(error.setting).toBe('HOST')
    expect(error.message).toContain(`HOST 的值“${host}”`)
    expect(error.message).toContain('TLS_CERT')
    expect(error.message).toContain('TRUST_PROXY')
  })

  it('let a proxy or a certificate open the door, and loopback without either', () => {
    expect(readConfig({ HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.2' }).trustProxy).toEqual(['10.0.0.2'])
    expect(readConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(1)
    expect(readConfig({ HOST: '0.0.0.0', TLS_CERT: cert, TLS_KEY: key }).tlsKey).toBe(key)
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) {
      expect(readConfig({ HOST: host }).host).toBe(host)
      expect(isLoopback(host)).toBe(true)
    }
  })

  it('refuse to believe any one proxy where others reach the port past it', () => {
    const error = refusal({ HOST: '0.0.0.0', TRUST_PROXY: '1' })
    expect(error.setting).toBe('TRUST_PROXY')
    expect(error.message).toContain('写明代理的地址')
  })

  it('take a name that only begins like loopback for what it is', () => {
    expect(refusal({ HOST: 'a127.0.0.1.example' }).setting).toBe('HOST')
    expect(isLoopback('127.example')).toBe(false)
  })

  it('refuse a fixed day in production', () => {
    const env = { TODAY: '2026-03-15', NODE_ENV: 'production' }
    expect(refusal(env).message).toContain('TODAY 的值“2026-03-15”')
  })

  it('are all printed with meaning, allowed values and default', () => {
    const text = describeSettings()
    for (const row of settingsTable) {
      expect(text).toContain(`${row.env}\n  ${row.meaning}`)
      expect(row.english).toMatch(/^[\x20-\x7e]+$/)
    }
  })
})

describe('the identity provider', () => {
  const whole = {
    OIDC_ISSUER: 'https://id.example.cn/realm',
    OIDC_CLIENT_ID: 'tongxin',
    OIDC_CLIENT_SECRET: 'a secret',
    PUBLIC_URL: 'https://tongxin.example.cn',
  }

  it('is set whole or not at all, with the address that it leads back to', () => {
    expect(readConfig(whole, folder)).toMatchObject({ oidcIssuer: whole.OIDC_ISSUER, oidcClientSecret: 'a secret' })
    for (const name of Object.keys(whole)) {
      const refused = refusal({ ...whole, [name]: '' })
      expect(refused.setting).toBe(name)
      expect(refused.message).toContain(name)
    }
  })

  it('gives its secret in a file too, and no refusal quotes it', () => {
    expect(readConfig({ ...whole, OIDC_CLIENT_SECRET: './key.pem' }, folder).oidcClientSecret).toBe('key')
    expect(refusal({ ...whole, OIDC_CLIENT_SECRET: './not-here' }).message).not.toContain('not-here')
  })

  it('is reached by https, or on this machine', () => {
    expect(refusal({ ...whole, OIDC_ISSUER: 'http://id.example.cn' }).setting).toBe('OIDC_ISSUER')
    expect(readConfig({ ...whole, OIDC_ISSUER: 'http://127.0.0.1:9000' }, folder).oidcIssuer).toMatch(/^http:/)
  })
})
