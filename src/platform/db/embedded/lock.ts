import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedError, reasonOf, systemCode } from './errors.ts'
import { isAlive, startMark } from './process.ts'

/** A data folder held by this process. `release` may be called more than once. */
export type FolderLock = { release(): void }

type Holder = { pid: number; mark: string; since: string }

/** Name of the lock inside the data folder. */
export const LOCK_NAME = 'tongxin.lock'

/**
 * Keeps a data folder (数据目录) to this process until released. A lock left behind by a dead process is taken over.
 * @throws EmbeddedError when another living Tongxin process, or this one, already holds the folder, or it is not writable
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, LOCK_NAME)
  makeFolder(folder)
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryCreate(path, folder)) return releaseOnce(path)
    const found = readLock(path)
    if (found === undefined) continue
    const holder = parseHolder(found)
    if (holder && isHeldBy(holder)) {
      throw new EmbeddedError(
        `数据目录 ${folder} 正被另一个同心进程使用（进程号 ${holder.pid}，${holder.since} 启动），请先停止它，或用 DATA_DIR 换一个目录。`,
      )
    }
    setAside(path, found)
  }
  throw new EmbeddedError(`数据目录 ${folder} 正被几个同心进程同时争用，请只启动一个，稍后再试。`)
}

/** Whether a living Tongxin process, this one or another, holds the folder. */
export function isFolderHeld(folder: string): boolean {
  const holder = parseHolder(readLock(join(folder, LOCK_NAME)) ?? '')
  return holder !== undefined && isHeldBy(holder)
}

function makeFolder(folder: string) {
  try {
    // Step by step: asked to make a whole path, Node never ends where a file system makes no folders (/proc).
    const missing: string[] = []
    for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at)
    // Nobody else puts a key file of his own there; the database's user passes through.
    for (const at of missing) mkdirSync(at, { mode: 0o711 })
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return
    throw new EmbeddedError(`数据目录 ${folder} 无法建立（${reasonOf(error)}），请用 DATA_DIR 换一个有写权限的目录。`)
  }
}

function tryCreate(path: string, folder: string): boolean {
  const self: Holder = {
    pid: process.pid,
    mark: startMark(process.pid),
    since: new Date(Date.now() - process.uptime() * 1000).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' }),
  }
  try {
    writeFileSync(path, `${JSON.stringify(self)}\n`, { flag: 'wx', mode: 0o644 })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw new EmbeddedError(
      `数据目录 ${folder} 不能写入（${reasonOf(error)}），请改正目录权限，或用 DATA_DIR 换一个目录。`,
    )
  }
}

/** The lock's text; undefined when it has just gone. An empty text is given a moment: its writer may be at it. */
function readLock(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    if (text !== '') return text
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new EmbeddedError(`数据目录的锁文件 ${path} 读不出来（${reasonOf(error)}），请检查它的权限。`)
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: Partial<Holder> = JSON.parse(text)
    if (typeof value.pid !== 'number') return undefined
    return { pid: value.pid, mark: value.mark ?? '', since: value.since ?? '' }
  } catch {
    return undefined
  }
}

function isHeldBy(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false
  const mark = startMark(holder.pid)
  return mark === '' || holder.mark === '' || mark === holder.mark
}

/** Removes exactly the stale lock that was read: if another process was quicker, its fresh lock is put back. */
function setAside(path: string, stale: string) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    const moved = readFileSync(aside, 'utf8')
    if (moved !== stale) writeFileSync(path, moved, { flag: 'wx', mode: 0o644 })
    rmSync(aside, { force: true })
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'EEXIST') throw error
  }
}

function releaseOnce(path: string): FolderLock {
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      const holder = parseHolder(readLock(path) ?? '')
      if (holder?.pid === process.pid) rmSync(path, { force: true })
    },
  }
}
