import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyChain } from '../platform/audit/export.ts'
import { type AuditKey, readAuditKey } from '../platform/audit/keys.ts'
import { makeSeals, sealAll } from '../platform/audit/seals.ts'
import { BackupError, type Manifest, makeBackup, newBackupKey, restoreBackup } from '../platform/backup/index.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { startEmbedded } from '../platform/db/embedded/index.ts'
import { migrate } from '../platform/db/migrate.ts'
import { inspectServer } from '../platform/db/own-server.ts'
import { openPool } from '../platform/db/transaction.ts'
import { policiesSql } from './permissions.ts'

type Say = (line: string) => void

const notePath = (dataDir: string): string => join(dataDir, '已移走.json')

/** An address of a database without its password, for a note or a line. */
const withoutPassword = (url: string): string => {
  const shown = new URL(url)
  shown.password = ''
  shown.search = ''
  return shown.toString()
}

/** The embedded database of a folder that was moved is not opened again by mistake: work would go on in two places. */
export const refuseMoved = (dataDir: string): void => {
  const path = notePath(dataDir)
  if (!existsSync(path)) return
  const { at, to } = JSON.parse(readFileSync(path, 'utf8')) as { at: string; to: string }
  throw new BackupError(
    `数据目录 ${dataDir} 的数据库已于 ${at} 移到 ${to}，用 DATABASE_URL 指明它再启动。确要回到移走前的旧库，先删除 ${path}。`,
  )
}

const tellTables = ({ tables }: Manifest, say: Say): void => {
  const width = Math.max(...tables.map(({ name }) => name.length))
  for (const { name, rows, sha256 } of tables)
    say(`  ${name.padEnd(width)}  ${String(rows).padStart(8)} 行  ${sha256.slice(0, 16)}`)
}

const proveChain = async (url: string, auditKey: AuditKey, anchors: string, say: Say): Promise<void> => {
  const pool = openPool(url, 2)
  try {
    const verdict = await verifyChain(pool, makeSeals(auditKey, anchors))
    for (const note of verdict.notes) say(note)
    if (!verdict.isSound) throw new BackupError(`移过去的留痕不完整：${verdict.problems[0]?.sentence}`)
    say(`留痕完整：${verdict.rows} 条，封到序号 ${verdict.lastSeq}，未封存 ${verdict.waiting} 条。`)
  } finally {
    await pool.end()
  }
}

/**
 * 移库: carries the embedded database of the data folder to a server of one's own, an empty database there, and proves that
 * both hold the same: rows and SHA-256 of every table, and the chain of the audit. Files and keys stay where they are. The
 * program must not run meanwhile. What fails leaves the target empty and the source as it was.
 * @param keys where the audit key and the anchors lie
 * @throws BackupError, EmbeddedError, ServerUnfit
 */
export const moveDatabase = async (
  config: Config,
  target: string,
  keys: { auditKey: string; anchors: string },
  say: Say,
): Promise<Manifest> => {
  const { dataDir } = config
  refuseMoved(dataDir)
  if (!existsSync(join(dataDir, 'postgres-access.json')))
    throw new BackupError(`数据目录 ${dataDir} 里没有内置数据库可移，核对 DATA_DIR。`)
  await inspectServer(target)
  const archive = join(dataDir, 'tmp', `${randomUUID()}.move`)
  mkdirSync(join(dataDir, 'tmp'), { recursive: true, mode: 0o700 })
  // Only this process knows the key: what a killed move leaves in the folder can be read by nobody.
  const key = newBackupKey()
  // Takes the lock of the folder: a running program is told to be stopped first.
  const source = await startEmbedded({ dataDir, log: say })
  try {
    const auditKey = readAuditKey(keys.auditKey, { hasSeals: true })
    const pool = openPool(source.url, 2)
    try {
      await migrate(pool, policiesSql())
      await sealAll(makeSeals(auditKey, keys.anchors), pool, new Date())
    } finally {
      await pool.end()
    }
    const { manifest } = await makeBackup(
      {
        url: source.url,
        files: null,
        personsCopy: null,
        at: new Date().toISOString(),
        keys: { audit: auditKey.id, publicPem: auditKey.publicPem, closed: '' },
      },
      archive,
      key,
    )
    say('正在写入自备服务器…')
    await restoreBackup({ url: target, files: null, personsCopy: null }, archive, key)
    say('两边每张表的行数和内容（SHA-256）一致：')
    tellTables(manifest, say)
    await proveChain(target, auditKey, keys.anchors, say)
    writeFileSync(
      notePath(dataDir),
      `${JSON.stringify({ at: new Date().toISOString(), to: withoutPassword(target) })}\n`,
      { mode: 0o600 },
    )
    say('已移到自备服务器。设 DATABASE_URL 后启动，各人重新登录；附件和密钥文件仍在数据目录里，旧库原样留着。')
    return manifest
  } finally {
    rmSync(archive, { force: true })
    await source.stop()
  }
}

/** The address named after the command. @throws ConfigError where it is none */
export const targetOf = (named: string | undefined): string => {
  if (named && /^postgres(ql)?:\/\/.+\/.+/.test(named) && URL.canParse(named)) return named
  throw new ConfigError(
    '--move',
    '命令后面要写自备服务器的连接串（npm run move -- postgres://用户:口令@主机:端口/库名），或设 DATABASE_URL。',
  )
}
