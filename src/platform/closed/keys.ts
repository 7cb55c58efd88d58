import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { ClosedKeys } from './closed.ts'

/** A key file that cannot be used: `message` is one Chinese sentence that names it and says what to do. */
export class ClosedKeysError extends Error {
  override readonly name = 'ClosedKeysError'
}

type Written = { current: string; keys: Record<string, string>; digest: string }

/** New keys at random, for a first start or a test. */
export const newClosedKeys = (): ClosedKeys => ({
  current: 'k1',
  keys: { k1: randomBytes(32) },
  digestKey: randomBytes(32),
})

const written = ({ current, keys, digestKey }: ClosedKeys): string => {
  const file: Written = {
    current,
    keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.toString('base64')])),
    digest: digestKey.toString('base64'),
  }
  return `${JSON.stringify(file, null, 1)}\n`
}

const read = (text: string): ClosedKeys | null => {
  try {
    const { current, keys, digest } = JSON.parse(text) as Written
    const made: ClosedKeys = {
      current,
      keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, Buffer.from(key, 'base64')])),
      digestKey: Buffer.from(digest, 'base64'),
    }
    const all = [made.digestKey, made.keys[current], ...Object.values(made.keys)]
    return all.every((key) => key?.length === 32) ? made : null
  } catch {
    return null
  }
}

/**
 * Reads the keys of closed data from a file that only its owner may read. Where there is none it is made, unless sealed
 * values are there already: they would never open again.
 * @throws ClosedKeysError
 */
export const readClosedKeys = (path: string, { hasSealed }: { hasSealed: boolean }): ClosedKeys => {
  if (!existsSync(path)) {
    if (hasSealed) {
      throw new ClosedKeysError(
        `封存数据的密钥文件 ${path} 不见了，已存的手机号等打不开。把备份的密钥文件放回原处，或用 CLOSED_KEYS 指明它在哪里，再启动。`,
      )
    }
    const made = newClosedKeys()
    writeFileSync(path, written(made), { mode: 0o600, flag: 'wx' })
    return made
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new ClosedKeysError(`密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再启动。`)
  }
  const keys = read(readFileSync(path, 'utf8'))
  if (!keys) throw new ClosedKeysError(`密钥文件 ${path} 的内容不完整，换成备份的密钥文件再启动。`)
  return keys
}
