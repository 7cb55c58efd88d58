import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BackupError } from '../platform/backup/index.ts'

const notePath = (dataDir: string): string => join(dataDir, '恢复未完成.json')

/**
 * Notes that a restore began; what it answers is called once everything is proven. Whatever ends the restore before, a power cut
 * included, the folder is not taken for a city.
 */
export const beginRestore = (dataDir: string, from: string, at: string): (() => void) => {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(notePath(dataDir), JSON.stringify({ at, from }), { flush: true })
  return () => rmSync(notePath(dataDir))
}

/** What a restore left half done is neither started nor filled. @throws BackupError */
export const refuseHalfRestored = (dataDir: string): void => {
  const path = notePath(dataDir)
  if (!existsSync(path)) return
  const { at, from } = JSON.parse(readFileSync(path, 'utf8')) as { at: string; from: string }
  throw new BackupError(
    `数据目录 ${dataDir} 于 ${at} 开始从 ${from} 恢复，没有做完，里面的内容不全。换一个空目录（或清空它）重新恢复。`,
  )
}
