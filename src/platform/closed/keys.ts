import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type DataKey, KEY_USES, type Keyring, type Keys, withEveryUse, withProvider } from './keyring.ts'
import { ClosedError, NONCE_BYTES, PROFILES, providerOf } from './providers.ts'

/** A key file that cannot be used: `message` is one Chinese sentence that names it and says what to do. */
export class ClosedKeysError extends Error {
  override readonly name = 'ClosedKeysError'
}

/** Where the two files lie: the root key (根密钥), and the data keys (密钥环), each wrapped by the root key. */
export type KeyFiles = { root: string; ring: string }

/** The root key; it wraps data keys and nothing else. */
type RootKey = { id: string; provider: string; material: Buffer }

type WrappedKey = Omit<DataKey, 'material'> & { wrapped: string }
type WrittenRing = { format: string; root: string; keys: WrappedKey[]; destroyed: Keys['destroyed'] }
type WrittenRoot = { format: string; id: string; provider: string; key: string }

const RING = 'tongxin-keyring-2'
const ROOT = 'tongxin-root-1'

const idOfRoot = (material: Buffer): string =>
  createHash('sha256').update('tongxin root key').update(material).digest('hex').slice(0, 16)

const newRoot = (provider: string): RootKey => {
  const material = providerOf(provider).newKey()
  return { id: idOfRoot(material), provider, material }
}

const placeOf = (root: RootKey, { id, use, provider }: Omit<WrappedKey, 'wrapped'>): Buffer =>
  Buffer.from(JSON.stringify([RING, root.id, id, use, provider]))

const wrap = (root: RootKey, { material, ...about }: DataKey): WrappedKey => {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = providerOf(root.provider).seal(root.material, nonce, material, placeOf(root, about))
  return { ...about, wrapped: Buffer.concat([nonce, sealed]).toString('base64') }
}

const unwrap = (root: RootKey, { wrapped, ...about }: WrappedKey): DataKey => {
  const bytes = Buffer.from(wrapped, 'base64')
  const [nonce, sealed] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)]
  return { ...about, material: providerOf(root.provider).open(root.material, nonce, sealed, placeOf(root, about)) }
}

const refuseReadableByOthers = (path: string): void => {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new ClosedKeysError(`密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再启动。`)
  }
}

const broken = (path: string): ClosedKeysError =>
  new ClosedKeysError(`密钥文件 ${path} 的内容不完整，换成备份的密钥文件再启动。`)

const readJson = <T>(path: string): T => {
  refuseReadableByOthers(path)
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    throw broken(path)
  }
}

const newFile = (part: string): number => {
  try {
    return openSync(part, 'wx', 0o600)
  } catch (error) {
    const folder = dirname(part)
    throw new ClosedKeysError(
      `密钥文件放不进 ${folder}（${(error as NodeJS.ErrnoException).code}），目录要先建好并可写，改正后再启动。`,
      { cause: error },
    )
  }
}

/** Writes a key file whole or not at all; it lies on the disk when this returns. */
const writeDurably = (path: string, content: unknown): void => {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`
  const file = newFile(part)
  try {
    writeSync(file, `${JSON.stringify(content, null, 1)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const readRoot = (path: string): RootKey => {
  const { format, provider, key } = readJson<WrittenRoot>(path)
  const material = Buffer.from(String(key), 'base64')
  try {
    if (format !== ROOT || material.length !== providerOf(provider).keyBytes) throw broken(path)
  } catch (error) {
    throw error instanceof ClosedError
      ? new ClosedKeysError(`密钥文件 ${path} 用的密码算法 ${provider} 不在，用 CRYPTO_MODULE 装上它再启动。`)
      : error
  }
  return { id: idOfRoot(material), provider, material }
}

const writeRoot = (path: string, { id, provider, material }: RootKey): void =>
  writeDurably(path, { format: ROOT, id, provider, key: material.toString('base64') } satisfies WrittenRoot)

const writeRing = (path: string, root: RootKey, { held, destroyed }: Keys): void =>
  writeDurably(path, {
    format: RING,
    root: root.id,
    keys: held.map((key) => wrap(root, key)),
    destroyed: [...destroyed],
  } satisfies WrittenRing)

/** Keys as they were kept before there was a root key: in clear in one file. */
const readFormer = (written: unknown): Keys | null => {
  const { current, keys, digest } = written as { current?: string; keys?: Record<string, string>; digest?: string }
  if (!current || !keys?.[current] || !digest) return null
  const made = (id: string, use: DataKey['use'], text: string): DataKey => ({
    id,
    use,
    provider: PROFILES.aes,
    material: Buffer.from(text, 'base64'),
    madeAt: '2026-01-01T00:00:00.000Z',
  })
  const ids = [...Object.keys(keys).filter((id) => id !== current), current]
  const held = [...ids.map((id) => made(id, 'fields', keys[id] as string)), made('d1', 'digests', digest)]
  return held.every(({ material }) => material.length === 32) ? { held, destroyed: [] } : null
}

const readRing = (path: string, root: RootKey): Keys => {
  const written = readJson<WrittenRing>(path)
  if (written.format !== RING || !Array.isArray(written.keys)) throw broken(path)
  if (written.root !== root.id) {
    throw new ClosedKeysError(
      `密钥文件 ${path} 由另一把根密钥（${written.root}）保护，手里的根密钥是 ${root.id}。用 ROOT_KEY 指明原来的根密钥文件再启动。`,
    )
  }
  try {
    const held = written.keys.map((key) => unwrap(root, key))
    if (KEY_USES.every((use) => held.some((key) => key.use === use))) return { held, destroyed: written.destroyed }
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  throw broken(path)
}

/** Makes both files, or takes the former file over: its keys are wrapped, and it is replaced. */
const makeFiles = ({ root, ring }: KeyFiles, provider: string, former: Keys | null, now: string): void => {
  const rootKey = existsSync(root) ? readRoot(root) : newRoot(provider)
  if (!existsSync(root)) writeRoot(root, rootKey)
  writeRing(ring, rootKey, withEveryUse(former ?? { held: [], destroyed: [] }, provider, now))
}

/** Ends a turn of the root key that was cut after the root file and before the ring, or forgets one cut earlier. */
const endCutTurn = ({ ring }: KeyFiles, root: RootKey): void => {
  const beside = `${ring}.next`
  if (!existsSync(beside)) return
  if (readJson<WrittenRing>(beside).root === root.id) renameSync(beside, ring)
  else rmSync(beside, { force: true })
}

const gone = (path: string, setting: string): ClosedKeysError =>
  new ClosedKeysError(
    `封存数据的密钥文件 ${path} 不见了，已存的手机号和附件打不开。把备份的密钥文件放回原处，或用 ${setting} 指明它在哪里，再启动。`,
  )

/** Runs `work` while no other process changes the keys. A lock left by a killed process is taken over after a minute. */
const alone = <T>(path: string, work: () => T): T => {
  const lock = `${path}.lock`
  try {
    if (Date.now() - statSync(lock).mtimeMs > 60_000) rmSync(lock, { force: true })
  } catch {
    // There is no lock.
  }
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch {
    throw new ClosedKeysError(`另一个命令正在改动密钥文件 ${path}，等它结束再做。`)
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** How soon a running program takes up keys that another process made. */
export const LOOK_EVERY_MS = 1_000

/** How a file is told from the one read before. */
const stampOf = (path: string): string => {
  const { mtimeMs, ino, size } = statSync(path)
  return `${mtimeMs} ${ino} ${size}`
}

/**
 * Reads the keys of closed data from files that only their owner may read, outside database and backup. Where there are none
 * they are made, unless sealed values are there already: they would never open again. A current key of another algorithm than
 * `provider` gets a successor; what the older one sealed stays readable.
 * @param hasSealed whether anything is there that needs the keys
 * @throws ClosedKeysError
 */
export const openKeyring = (
  files: KeyFiles,
  { hasSealed, provider = PROFILES.aes, now = new Date().toISOString() }: OpenKeys,
): Keyring => {
  if (!existsSync(files.ring)) {
    if (hasSealed) throw gone(files.ring, 'CLOSED_KEYS')
    makeFiles(files, provider, null, now)
  } else {
    const former = readFormer(readJson<unknown>(files.ring))
    if (former) makeFiles(files, provider, former, now)
    else if (!existsSync(files.root)) throw gone(files.root, 'ROOT_KEY')
  }
  let root = readRoot(files.root)
  endCutTurn(files, root)
  let keys = readRing(files.ring, root)
  let stamp = stampOf(files.ring)
  let lookedAt = performance.now()
  const refresh = (): void => {
    lookedAt = performance.now()
    const found = stampOf(files.ring)
    if (found === stamp) return
    try {
      const turned = readRoot(files.root)
      keys = readRing(files.ring, turned)
      root = turned
      stamp = found
    } catch (error) {
      // Between the two renames of a turned root key: the keys in memory are right, the next look finds the pair.
      if (!(error instanceof ClosedKeysError)) throw error
    }
  }
  const keyring: Keyring = {
    keys: () => {
      // A key turned by a command beside the running program is taken up within a second.
      if (performance.now() - lookedAt > LOOK_EVERY_MS) refresh()
      return keys
    },
    change: (work) =>
      alone(files.ring, () => {
        refresh()
        const changed = work(keys)
        if (changed === keys) return
        writeRing(files.ring, root, changed)
        keys = changed
        stamp = stampOf(files.ring)
      }),
    refresh,
  }
  if (withProvider(keys, provider, now).held.length > keys.held.length) {
    keyring.change((held) => withProvider(held, provider, now))
  }
  return keyring
}

type OpenKeys = { hasSealed: boolean; provider?: string; now?: string }

/**
 * Gives the data keys a new root key. Both files are written beside the old ones first; a turn cut between the two is ended
 * when the keys are read next.
 */
export const turnRootKey = (files: KeyFiles, provider: string): void =>
  alone(files.ring, () => {
    const keys = readRing(files.ring, readRoot(files.root))
    const next = newRoot(provider)
    const beside = `${files.root}.next`
    rmSync(beside, { force: true })
    writeRoot(beside, next)
    const ringBeside = `${files.ring}.next`
    rmSync(ringBeside, { force: true })
    writeRing(ringBeside, next, keys)
    renameSync(beside, files.root)
    renameSync(ringBeside, files.ring)
  })
