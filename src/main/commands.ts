import { existsSync, mkdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { exportLines, readChain, verifyChain } from '../platform/audit/export.ts'
import { type AuditKey, readAuditKey } from '../platform/audit/keys.ts'
import { makeSeals, sealAll } from '../platform/audit/seals.ts'
import {
  BackupError,
  checkArchive,
  type Manifest,
  makeBackup,
  readBackupKey,
  restoreBackup,
} from '../platform/backup/index.ts'
import { type Keyring, makeClosed } from '../platform/closed/index.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { systemChange, systemClock } from '../platform/context.ts'
import { lockFolder, reachEmbedded, startEmbedded } from '../platform/db/embedded/index.ts'
import { openPool } from '../platform/db/transaction.ts'
import { type Blobs, diskBlobs, readS3Key, s3Blobs } from '../platform/files/blobs/index.ts'
import { type FileStore, makeFileStore } from '../platform/files/pipeline/index.ts'
import { LAST_BACKUP } from '../platform/operating/health.ts'
import { eraseAgain, tellErased } from './erased-again.ts'
import { FIRST_SIGN_IN, renewFirstSecrets, renewSecretOf } from './first-start.ts'
import { beginRestore, refuseHalfRestored } from './half-restored.ts'
import {
  backupKeyPath,
  destroyKey,
  keyFiles,
  keyringBeside,
  keysLacking,
  keysNote,
  personsCopyPath,
  tellKeys,
  turnKeys,
} from './keys.ts'
import { moveDatabase, refuseMoved, targetOf } from './move.ts'
import type { Undo } from './undo.ts'

/** Commands beside the program: they work while it runs (all but the move). Those of backup and audit name one file. */
export const COMMANDS = [
  '--backup',
  '--restore',
  '--check-backup',
  '--audit-export',
  '--move',
  '--keys',
  '--turn-keys',
  '--destroy-key',
  '--first-sign-ins',
] as const
export type Command = (typeof COMMANDS)[number]

type Say = (line: string) => void

/** Where the keys and the anchors lie unless a setting says otherwise. */
export const auditKeyPath = ({ auditKey, dataDir }: Config): string => auditKey ?? join(dataDir, 'audit-key.pem')
export const anchorsPath = ({ auditAnchors, dataDir }: Config): string =>
  auditAnchors ?? join(dataDir, 'audit-anchors.jsonl')

/** Settings whose files lie in the data folder, where the embedded database lies too: whoever has one has the other. */
export const besideDatabase = (config: Config): string[] => {
  if (config.databaseUrl !== undefined) return []
  const { ring, root } = keyFiles(config)
  const places = {
    AUDIT_ANCHORS: anchorsPath(config),
    AUDIT_KEY: auditKeyPath(config),
    CLOSED_KEYS: ring,
    ROOT_KEY: root,
  }
  const folder = `${resolve(config.dataDir)}${sep}`
  return Object.entries(places).flatMap(([name, path]) => (resolve(path).startsWith(folder) ? [name] : []))
}

/** Where the settings say that the files lie. */
export const openBlobs = ({ dataDir, filesDir, s3Url, s3Region, s3Key }: Config): Blobs =>
  s3Url && s3Key
    ? s3Blobs({ url: s3Url, region: s3Region, ...readS3Key(s3Key) })
    : diskBlobs(filesDir ?? join(dataDir, 'files'))

/** The stored files under the keys of this machine. */
export const openFiles = (config: Config, keyring: Keyring): FileStore =>
  makeFileStore(openBlobs(config), join(config.dataDir, 'tmp'), keyring)

const reachOwn = (dataDir: string, say: Say) => {
  refuseMoved(dataDir)
  return reachEmbedded({ dataDir, log: say })
}

const reach = (config: Config, say: Say): Promise<{ url: string; stop(): Promise<void> }> =>
  config.databaseUrl
    ? Promise.resolve({ url: config.databaseUrl, stop: async () => undefined })
    : reachOwn(config.dataDir, say)

const inMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

/** 备份: one encrypted file of database and uploaded files, while the program goes on. */
const backUp = async (config: Config, path: string, say: Say): Promise<void> => {
  if (existsSync(path) && statSync(path).isDirectory())
    throw new BackupError(`${path} 是一个目录。写明备份文件的名字，如 ${join(path, 'tongxin.backup')}。`)
  const key = readBackupKey(backupKeyPath(config), { make: true })
  const database = await reach(config, say)
  try {
    const auditKey = readAuditKey(auditKeyPath(config), { hasSeals: true })
    mkdirSync(dirname(path), { recursive: true })
    const { manifest, size } = await makeBackup(
      {
        url: database.url,
        files: openFiles(config, await keyringBeside(config)),
        personsCopy: personsCopyPath(config),
        at: new Date().toISOString(),
        keys: { audit: auditKey.id, publicPem: auditKey.publicPem, closed: await keysNote(config) },
      },
      path,
      key,
    )
    await checkArchive(path, key)
    await noteBackup(database.url, manifest)
    say(`已备份到 ${path}（${inMegabytes(size)} MB），已逐段核验。`)
    say(tellManifest(manifest))
    for (const sha256 of manifest.files.missing) say(`附件 ${sha256} 缺失或已损坏，没有备份到；从更早的备份中找回它。`)
    say('恢复时还需要这些密钥文件，与备份分开保管：')
    for (const one of [
      backupKeyPath(config),
      auditKeyPath(config),
      ...Object.values(keyFiles(config)),
      personsCopyPath(config),
    ])
      say(`  ${one}`)
    say('其中个人密钥文件只留最新的一份：旧的一份里还有已清除人员的密钥。')
  } finally {
    await database.stop()
  }
}

/** Notes when the newest checked backup was made: its age is watched (运行状况). */
const noteBackup = async (url: string, { at }: Manifest): Promise<void> => {
  const pool = openPool(url, 1)
  try {
    await systemChange(pool, systemClock, 'backup.make', {}, async (tx) => {
      const value = JSON.stringify({ at })
      await tx
        .insertInto('settings')
        .values({ key: LAST_BACKUP, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
      return { record: 'settings', recordId: LAST_BACKUP, after: { at }, answer: undefined }
    })
  } finally {
    await pool.end()
  }
}

const officeMoment = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

const tellManifest = ({ at, tables, files, audit }: Manifest): string => {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return `备份于 ${officeMoment.format(new Date(at))}（北京时间）：${tables.length} 张表共 ${rows} 行，附件 ${files.count} 份（${inMegabytes(files.bytes)} MB），留痕封到序号 ${audit.seq}。`
}

/** @throws BackupError where keys are missing that nobody destroyed */
const refuseWithoutRing = (lacking: Awaited<ReturnType<typeof keysLacking>>, config: Config, say: Say): void => {
  const { root, ring } = keyFiles(config)
  if (lacking === null || lacking.missing.length > 0) {
    const which = lacking ? `（缺 ${lacking.missing.join('、')}）` : ''
    throw new BackupError(
      `封存数据的密钥文件 ${ring}、${root} 不在或不是备份时的那一份${which}，没有恢复任何内容。把它们放到这里再恢复。`,
    )
  }
  if (lacking.destroyed.length > 0) {
    say(`备份里用密钥 ${lacking.destroyed.join('、')} 封存的内容打不开了：这些密钥已经销毁。其余照常恢复。`)
  }
}

/** The keys that a restored database needs must be there before: without them it could be neither opened nor verified. */
const refuseWithoutKeys = async (config: Config, { keys, audit }: Manifest, say: Say): Promise<AuditKey | null> => {
  if (keys.closed !== '') refuseWithoutRing(await keysLacking(config, keys.closed), config, say)
  if (audit.seal === 0) return null
  if (!existsSync(auditKeyPath(config))) {
    throw new BackupError(
      `留痕封存的密钥文件 ${auditKeyPath(config)} 不在，没有恢复任何内容。把备份时的那一份放到这里再恢复。`,
    )
  }
  return readAuditKey(auditKeyPath(config), { hasSeals: true })
}

/** 恢复: into an empty data folder, or an empty database named by DATABASE_URL; proven by the manifest and the chain. */
const restore = async (config: Config, path: string, say: Say, undo: Undo): Promise<void> => {
  const key = readBackupKey(backupKeyPath(config), { make: false })
  const manifest = await checkArchive(path, key)
  say(tellManifest(manifest))
  await refuseWithoutKeys(config, manifest, say)
  if (!config.databaseUrl) refuseHalfRestored(config.dataDir)
  if (existsSync(join(config.dataDir, 'postgres-access.json')) && !config.databaseUrl) {
    throw new BackupError(`数据目录 ${config.dataDir} 里已有数据库，没有动它。用 DATA_DIR 指明一个空的目录再恢复。`)
  }
  const lock = config.databaseUrl ? lockFolder(config.dataDir) : null
  const restored = beginRestore(config.dataDir, path, officeMoment.format(new Date()))
  const opening = config.databaseUrl
    ? Promise.resolve({ url: config.databaseUrl, stop: async () => lock?.release() })
    : startEmbedded({ dataDir: config.dataDir, log: say })
  let isOver = false
  // Cut off while the database is still being made, it is waited for and stopped.
  undo.push(async () => (isOver ? undefined : (await opening).stop()))
  const database = await opening
  try {
    const keyring = await keyringBeside(config)
    const files = openFiles(config, keyring)
    await restoreBackup({ url: database.url, files, personsCopy: personsCopyPath(config) }, path, key)
    say('每张表的行数和内容都与备份清单相符。')
    const auditKey = await refuseWithoutKeys(config, manifest, () => undefined)
    if (auditKey) await proveChain(config, database.url, auditKey, say)
    const pool = openPool(database.url, 2)
    try {
      const there = { pool, files, closed: makeClosed(keyring), clock: systemClock }
      say(tellErased(await eraseAgain(there, manifest.at), personsCopyPath(config)))
    } finally {
      await pool.end()
    }
    restored()
    say('已恢复。用 npm start 启动，各人重新登录。')
  } finally {
    isOver = true
    await database.stop()
  }
}

const proveChain = async (config: Config, url: string, key: AuditKey, say: Say): Promise<void> => {
  const pool = openPool(url, 2)
  try {
    const seals = makeSeals(key, anchorsPath(config))
    await seals.anchorRestored(pool, new Date())
    const verdict = await verifyChain(pool, seals)
    for (const note of verdict.notes) say(note)
    if (!verdict.isSound)
      throw new BackupError(`恢复的留痕不完整：${verdict.problems[0]?.sentence}备份之前就已如此，查明后再启用。`)
    say(`留痕完整：${verdict.rows} 条，封到序号 ${verdict.lastSeq}，未封存 ${verdict.waiting} 条。`)
  } finally {
    await pool.end()
  }
}

/** 导出留痕: the chain with the digests of the values, for the offline verifier. */
const exportAudit = async (config: Config, path: string, say: Say): Promise<void> => {
  const database = await reach(config, say)
  const pool = openPool(database.url, 2)
  try {
    const seals = makeSeals(readAuditKey(auditKeyPath(config), { hasSeals: true }), anchorsPath(config))
    await sealAll(seals, pool, new Date())
    await seals.anchor(pool, new Date())
    mkdirSync(dirname(path), { recursive: true })
    const file = await open(path, 'w', 0o600)
    let lines = 0
    for await (const line of exportLines(readChain(pool), { at: new Date().toISOString() })) {
      await file.appendFile(`${line}\n`)
      lines += 1
    }
    await file.sync()
    await file.close()
    say(`留痕已导出到 ${path}（${lines} 行，不含内容）。`)
    say(`查验：npm run audit:verify -- ${path} --anchors ${anchorsPath(config)} --key 审计管理员自己留存的公钥文件`)
  } finally {
    await pool.end()
    await database.stop()
  }
}

const move = async (config: Config, named: string | undefined, say: Say): Promise<void> => {
  await moveDatabase(
    config,
    targetOf(named ?? config.databaseUrl),
    { auditKey: auditKeyPath(config), anchors: anchorsPath(config) },
    say,
  )
}

const check = async (config: Config, path: string, say: Say): Promise<void> => {
  const manifest = await checkArchive(path, readBackupKey(backupKeyPath(config), { make: false }))
  say(`备份文件完整。${tellManifest(manifest)}`)
}

/** Asks whoever sits before the terminal; null where nobody does. */
const askTerminal = () => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null
  return async (question: string): Promise<string> => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    return terminal.question(question).finally(() => terminal.close())
  }
}

/** The commands about keys, with what was named after them. */
const aboutKeys = async (command: Command, named: string | undefined, config: Config, say: Say): Promise<void> => {
  if (command === '--move') return move(config, named, say)
  if (command === '--keys') return tellKeys(config, say)
  const database = await reach(config, say)
  try {
    const there = { config, url: database.url, files: openFiles(config, await keyringBeside(config)) }
    if (command === '--turn-keys') await turnKeys(there, named, say)
    else await destroyKey(there, named, say, { isYes: process.argv.includes('--yes'), ask: askTerminal() })
  } finally {
    await database.stop()
  }
}

/** 首次口令: new secrets for the three administrators while nobody of them signed in yet. */
const firstSignIns = async (config: Config, login: string | undefined, say: Say): Promise<void> => {
  const database = await reach(config, say)
  const pool = openPool(database.url, 2)
  try {
    if (login) {
      await renewSecretOf({ pool, clock: systemClock }, config.dataDir, login)
      say(
        `${login} 的一次性密码写在 ${join(config.dataDir, FIRST_SIGN_IN)}（仅本人可读），24 小时内有效；他的动态码和登录已清除，并已留痕。`,
      )
      return
    }
    await renewFirstSecrets({ pool, clock: systemClock }, config.dataDir)
    say(`三位管理员的首次密码已重发，写在 ${join(config.dataDir, FIRST_SIGN_IN)}（仅本人可读），24 小时内有效。`)
  } finally {
    await pool.end()
    await database.stop()
  }
}

/** Runs a command on what was named after it. @throws ConfigError where a file or database is needed and none was */
export const runCommand = (
  command: Command,
  named: string | undefined,
  config: Config,
  say: Say,
  undo: Undo,
): Promise<void> => {
  if (command === '--move') return move(config, named, say)
  if (command === '--first-sign-ins') return firstSignIns(config, named, say)
  if (command === '--keys' || command === '--turn-keys' || command === '--destroy-key') {
    return aboutKeys(command, named, config, say)
  }
  if (!named)
    throw new ConfigError(command, '命令后面要写一个文件的路径，如 npm run backup -- 备份/2026-07-14.tongxin。')
  // npm changes into the program's folder and notes where it was called.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), named)
  const run = { '--backup': backUp, '--restore': restore, '--check-backup': check, '--audit-export': exportAudit }
  return run[command](config, path, say, undo)
}
