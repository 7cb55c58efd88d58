/** Backup and restore (备份与恢复): the door of this folder. One encrypted file holds database and uploaded files. */
export { type Manifest, makeBackup } from './backup.ts'
export { BackupError } from './errors.ts'
export { newBackupKey, readBackupKey } from './key.ts'
export { checkArchive, restoreBackup } from './restore.ts'
