import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSessionSecret } from './session-secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const said: string[] = []
const read = (sessionSecret?: string) =>
  readSessionSecret({ sessionSecret, dataDir: folder }, (text) => said.push(text))

test('I05 the secret of sessions is drawn once, for its owner alone; a new one in a named place is told', () => {
  const secret = read()
  expect(secret.length).toBeGreaterThanOrEqual(32)
  expect(read()).toBe(secret)
  if (process.platform !== 'win32') expect(statSync(join(folder, 'session-secret')).mode & 0o777).toBe(0o600)
  expect(said).toEqual([])
  const named = join(folder, 'shared')
  expect(read(named)).toBe(readFileSync(named, 'utf8'))
  expect(said).toEqual([`没有会话密钥文件 ${named}，已新建一份；几个进程要用同一份。`])
})

test.skipIf(process.platform === 'win32')(
  'I05 a secret that others read, that is short, or that cannot lie there is refused in words',
  () => {
    const open = join(folder, 'open')
    writeFileSync(open, 'x'.repeat(64))
    chmodSync(open, 0o644)
    expect(() => read(open)).toThrow('别人也读得到')
    const short = join(folder, 'short')
    writeFileSync(short, 'short', { mode: 0o600 })
    expect(() => read(short)).toThrow('不足 32 个字符')
    expect(() => read(join(folder, 'none', 'secret'))).toThrow('目录要先建好')
    expect(() => read(folder)).toThrow('读不了')
  },
)
