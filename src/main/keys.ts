import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type pg from 'pg'
import { turnPersonalKeys } from '../platform/audit/personal.ts'
import { checkArchive, readBackupKey } from '../platform/backup/index.ts'
import {
  addProvider,
  ClosedKeysError,
  currentKey,
  type KeyFiles,
  type Keyring,
  type KeyUse,
  keysFor,
  lackingOf,
  makeClosed,
  nameOf,
  openKeyring,
  PROFILES,
  printsOf,
  turnRootKey,
  withNewKey,
  withoutKey,
} from '../platform/closed/index.ts'
import { everybodyKnows, namesInUse, turnColumns } from '../platform/closed/turning.ts'
import type { Config } from '../platform/config.ts'
import { systemChange, systemClock } from '../platform/context.ts'
import { openPool, systemTransaction } from '../platform/db/transaction.ts'
import type { FileStore } from '../platform/files/pipeline/index.ts'
import { CLOSED_COLUMNS } from './wiring.ts'

type Say = (line: string) => void

/** Where the root key and the ring of data keys lie unless a setting says otherwise. */
export const keyFiles = ({ rootKey, closedKeys, dataDir }: Config): KeyFiles => ({
  root: rootKey ?? join(dataDir, 'root-key'),
  ring: closedKeys ?? join(dataDir, 'closed-keys.json'),
})

export const backupKeyPath = ({ backupKey, dataDir }: Config): string => backupKey ?? join(dataDir, 'backup-key')

/** Where backups keep the wrapped keys of persons, beside the ring. */
export const personsCopyPath = (config: Config): string => join(dirname(keyFiles(config).ring), 'personal-keys.copy')

/** The algorithm that new values are sealed with; a module is put in first. @throws ClosedKeysError */
const providerIn = async ({ cryptoProfile, cryptoModule }: Config): Promise<string> => {
  if (cryptoModule) {
    const { provider } = (await import(pathToFileURL(cryptoModule).href)) as { provider?: { name: string } }
    if (!addProvider(provider)) {
      throw new ClosedKeysError(
        `CRYPTO_MODULE 所指的密码模块 ${cryptoModule} 没有通过试用：接口不全、不加密或不鉴别。换成合用的模块，或去掉这个配置项再启动。`,
      )
    }
    if (provider && provider.name === cryptoProfile) return provider.name
  }
  if (cryptoProfile === 'aes' || cryptoProfile === 'sm') return PROFILES[cryptoProfile]
  throw new ClosedKeysError(
    `配置项 CRYPTO_PROFILE 的值“${cryptoProfile}”不对，应为 aes、sm，或 CRYPTO_MODULE 所装模块的名字。`,
  )
}

/** Whether the database holds anything that only the keys can open. */
const hasSealed = async (pool: pg.Pool): Promise<boolean> => {
  const columns = CLOSED_COLUMNS.map(({ table, sealed }) => `select 1 from "${table}" where "${sealed}" is not null`)
  // Keys of persons are sealed from the first person on, before anything closed is entered.
  columns.push('select 1 from personal_keys')
  return ((await pool.query(`select 1 from (${columns.join(' union all ')}) one limit 1`)).rowCount ?? 0) > 0
}

/** The keys of the running program. @throws ClosedKeysError */
export const keyringOf = async (pool: pg.Pool, config: Config): Promise<Keyring> =>
  openKeyring(keyFiles(config), { hasSealed: await hasSealed(pool), provider: await providerIn(config) })

/** The keys beside the program. @throws ClosedKeysError where there are none */
export const keyringBeside = async (config: Config): Promise<Keyring> =>
  openKeyring(keyFiles(config), { hasSealed: true, provider: await providerIn(config) })

/** What a backup notes of the keys; '' where there are none yet. */
export const keysNote = async (config: Config): Promise<string> =>
  existsSync(keyFiles(config).ring) ? printsOf((await keyringBeside(config)).keys()) : ''

/** Which keys of a backup's note are not held here; null where there are no keys at all. */
export const keysLacking = async (config: Config, note: string) => {
  const { root, ring } = keyFiles(config)
  return existsSync(root) && existsSync(ring) ? lackingOf((await keyringBeside(config)).keys(), note) : null
}

const USE_WORDS: Record<KeyUse, string> = {
  fields: '封存字段',
  files: '附件',
  persons: '个人密钥',
  digests: '查找摘要',
  names: '附件名',
}

/** 密钥清单: which keys there are, without any of them. */
export const tellKeys = async (config: Config, say: Say): Promise<void> => {
  const keyring = await keyringBeside(config)
  const { held, destroyed } = keyring.keys()
  for (const key of held) {
    const isCurrent = keysFor(keyring, key.use)[0] === key
    const words = isCurrent ? '在用' : '旧，只用来打开旧内容'
    say(`${key.id}  ${USE_WORDS[key.use]}  ${key.provider}  ${key.madeAt.slice(0, 10)} 启用  ${words}`)
  }
  for (const { id, use, at } of destroyed) say(`${id}  ${USE_WORDS[use]}  ${at.slice(0, 10)} 已销毁`)
}

/** What can be turned, and the uses that belong together. */
const TURNS: Record<string, readonly KeyUse[]> = {
  all: ['fields', 'digests', 'files', 'names', 'persons'],
  fields: ['fields', 'digests'],
  files: ['files', 'names'],
  persons: ['persons'],
}

const auditKeys = (pool: pg.Pool, action: string, what: Record<string, unknown>) =>
  systemChange(pool, systemClock, action, {}, async () => ({
    record: 'keys',
    recordId: 'ring',
    after: what,
    answer: undefined,
  }))

/** Settings, database and files, for a command beside the program. */
type Beside = { config: Config; url: string; files: FileStore }

/**
 * 换密钥: new keys for new values at once, then everything sealed anew in small steps. The running program takes part: it
 * picks the new keys up within a second and opens old and new throughout. Cut off, the program goes on with it by itself.
 * @throws ClosedKeysError
 */
export const turnKeys = async ({ config, url, files }: Beside, what = 'all', say: Say): Promise<void> => {
  const provider = await providerIn(config)
  const keyring = await keyringBeside(config)
  const pool = openPool(url, 3)
  try {
    if (what === 'root') {
      turnRootKey(keyFiles(config), provider)
      await auditKeys(pool, 'keys.turn', { what })
      say(`根密钥已换，各把密钥改由新的根密钥保护。另行备份 ${Object.values(keyFiles(config)).join(' 和 ')}。`)
      return
    }
    const uses = TURNS[what]
    if (!uses) throw new ClosedKeysError(`换哪些密钥应写 ${Object.keys(TURNS).join('、')} 或 root，写的是“${what}”。`)
    const now = new Date().toISOString()
    keyring.change((keys) => uses.reduce((turned, use) => withNewKey(turned, use, provider, now), keys))
    const names = uses.map((use) => nameOf(keysFor(keyring, use)[0] as NonNullable<ReturnType<typeof keysFor>[0]>))
    await auditKeys(pool, 'keys.turn', { what, keys: names })
    say(`新密钥已启用：${names.join('、')}。`)
    const { turned, failed } = await turnColumns(
      { pool, clock: systemClock, closed: makeClosed(keyring) },
      CLOSED_COLUMNS,
    )
    say(`封存字段已换新密钥 ${turned} 处${failed > 0 ? `，${failed} 处打不开，保持原样` : ''}。`)
    await everybodyKnows(makeClosed(keyring))
    if (uses.includes('persons')) say(`个人密钥已改由新密钥保护 ${await turnPersons(pool, keyring)} 把。`)
    if (uses.includes('files')) say(`附件已换新密钥 ${await files.turn()} 份。`)
    say(
      `另行备份 ${keyFiles(config).ring}。旧密钥留着打开旧备份；旧备份都到期以后用 npm run keys:destroy -- 编号 销毁。`,
    )
  } finally {
    await pool.end()
  }
}

/** Wraps the keys of persons anew, in small steps; answers how many. */
export const turnPersons = async (pool: pg.Pool, keyring: Keyring): Promise<number> => {
  let count = 0
  for (let step = -1; step !== 0; count += Math.max(step, 0)) {
    step = await systemTransaction(pool, (tx) => turnPersonalKeys(tx, keyring))
  }
  return count
}

/** Which backups of these folders hold something that only a key opens, and which could not be read. */
const backupsNeeding = async (config: Config, print: string) => {
  const needing: string[] = []
  const unread: string[] = []
  for (const dir of [config.backupDir, config.backupCopy]) {
    if (!dir || !existsSync(dir)) continue
    const key = readBackupKey(backupKeyPath(config), { make: false })
    for (const name of readdirSync(dir).filter((one) => one.endsWith('.backup'))) {
      const path = join(dir, name)
      const note = await checkArchive(path, key).then(
        ({ keys }) => keys.closed.split(','),
        () => null,
      )
      if (note === null) unread.push(path)
      else if (note.includes(print)) needing.push(path)
    }
  }
  return { needing, unread }
}

/** How whoever destroys a key stands to it: he types its number, or said beforehand that he is sure. */
export type Certainty = { isYes: boolean; ask: ((question: string) => Promise<string>) | null }

/** @throws ClosedKeysError unless he is sure */
const makeSure = async (id: string, { isYes, ask }: Certainty): Promise<void> => {
  if (isYes) return
  if (!ask) {
    throw new ClosedKeysError(
      `没有人在终端前确认，密钥 ${id} 没有销毁。要在脚本里销毁，写 npm run keys:destroy -- ${id} --yes。`,
    )
  }
  const typed = await ask(`销毁后不能找回。确认销毁，照写密钥编号 ${id} 再按回车；不销毁，直接按回车：`)
  if (typed.trim() !== id) throw new ClosedKeysError(`写的不是 ${id}，密钥没有销毁。`)
}

/**
 * 销毁密钥: what it sealed cannot be opened again, in backups too. Those that still need it are named first.
 * @throws ClosedKeysError where it is in force, values still bear its name, or nobody said that he is sure
 */
export const destroyKey = async (
  { config, url, files }: Beside,
  id: string | undefined,
  say: Say,
  certainty: Certainty,
): Promise<void> => {
  const keyring = await keyringBeside(config)
  const key = keyring.keys().held.find((one) => one.id === id)
  if (!key) throw new ClosedKeysError(`没有编号为 ${id ?? '（未写）'} 的密钥，用 npm run keys 看有哪些。`)
  if (keysFor(keyring, key.use)[0] === key) {
    throw new ClosedKeysError(`密钥 ${key.id} 在用，没有销毁。先用 npm run keys:turn 换成新的。`)
  }
  const pool = openPool(url, 2)
  try {
    const ofFields = await namesInUse({ pool }, CLOSED_COLUMNS)
    const used = new Set(ofFields)
    const { rows } = await pool.query<{ name: string }>('select distinct key_name as name from personal_keys')
    for (const { name } of rows) used.add(name)
    // A process at work is known to others by what it sealed last; it does so anew every ten seconds.
    const { rows: atWork } = await pool.query<{ name: string }>(
      "select prints ->> 'closedKey' as name from processes where seen_at > now() - interval '30 s'",
    )
    for (const { name } of atWork) used.add(name)
    const usedByFiles = key.use === 'files' || key.use === 'names' ? await files.keyNames() : new Set<string>()
    // Digests bear no name; they are made anew together with the values beside them.
    const waits = key.use === 'digests' && [...ofFields].some((name) => name !== nameOf(currentKey(keyring, 'fields')))
    if (used.has(nameOf(key)) || used.has(key.id) || usedByFiles.has(nameOf(key)) || waits) {
      throw new ClosedKeysError(`还有内容用密钥 ${key.id} 封存，没有销毁。先用 npm run keys:turn 换成新的。`)
    }
    const print = printsOf({ held: [key], destroyed: [] })
    const { needing, unread } = await backupsNeeding(config, print)
    if (needing.length > 0) {
      say(`下列 ${needing.length} 份备份里有用它封存的内容，销毁后从它们恢复时这些内容打不开，其余照常：`)
      for (const path of needing) say(`  ${path}`)
    }
    if (unread.length > 0) {
      say(`下列 ${unread.length} 份备份读不出来，说不准用不用它：`)
      for (const path of unread) say(`  ${path}`)
    }
    if (needing.length === 0 && unread.length === 0) {
      say(config.backupDir ? '备份目录里没有备份用到它。' : '没有设 BACKUP_DIR；放在别处的备份自己核对。')
    }
    await makeSure(key.id, certainty)
    await auditKeys(pool, 'keys.destroy', { key: nameOf(key), backups: needing.length })
    keyring.change((keys) => withoutKey(keys, key.id, new Date().toISOString()))
    say(`密钥 ${key.id} 已销毁，用它封存的内容（旧备份里的也一样）打不开了。同时销毁密钥文件的旧备份。`)
  } finally {
    await pool.end()
  }
}
