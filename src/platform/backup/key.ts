import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { BackupError } from './errors.ts'

/** The key of the backups: 32 bytes, and the name that an archive bears of it. */
export type BackupKey = { id: string; bytes: Buffer }

const named = (bytes: Buffer): BackupKey => ({
  id: createHash('sha256').update('tongxin backup key').update(bytes).digest('hex').slice(0, 16),
  bytes,
})

export const newBackupKey = (): BackupKey => named(randomBytes(32))

/**
 * Reads the key of the backups from a file that only its owner may read.
 * @param make whether a missing one is made (for a backup), or refused (for a restore)
 * @throws BackupError
 */
export const readBackupKey = (path: string, { make }: { make: boolean }): BackupKey => {
  if (!existsSync(path)) {
    if (!make)
      throw new BackupError(`没有备份密钥文件 ${path}，把备份时的密钥文件放到这里，或用 BACKUP_KEY 指明它在哪里。`)
    writeFileSync(path, `${newBackupKey().bytes.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new BackupError(`备份密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再做。`)
  }
  const bytes = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (bytes.length !== 32) throw new BackupError(`备份密钥文件 ${path} 的内容不完整，换成原来的密钥文件再做。`)
  return named(bytes)
}
