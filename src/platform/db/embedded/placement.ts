import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedError, reasonOf } from './errors.ts'
import { LOCK_NAME } from './lock.ts'
import { type RunAs, runToEnd } from './process.ts'

/** Where one database lies and whose rights it runs with. */
export type Placement = {
  /** The folder of the database: `cluster` (PostgreSQL's own), `start.log`. */
  home: string
  runAs: RunAs
  /** Where a copy of the programs may be put if the installation cannot be reached. */
  binaryPlaces: string[]
}

/** The uid that every Unix keeps without rights (nobody). PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65534

const isRoot = () => process.getuid?.() === 0

/**
 * Chooses the place of the database for a data folder. Started by an ordinary user it is `<data>/postgres`. Started by
 * root, PostgreSQL runs as the owner of an existing database, else unprivileged; where that user cannot reach the data
 * folder (0700 home, share that knows no owners) the database goes to /var/lib or /var/tmp, noted in the data folder.
 * @throws EmbeddedError when no place can be used, or the existing database belongs to another user
 */
export function choosePlacement(dataDir: string, log: (line: string) => void): Placement {
  const direct = join(dataDir, 'postgres')
  if (!isRoot()) {
    prepareOwn(direct)
    return { home: direct, runAs: undefined, binaryPlaces: [dataDir] }
  }
  openEmptyFolder(dataDir)
  const binaryPlaces = ['/var/lib', '/var/tmp']
  const noteFile = join(dataDir, 'postgres-place.json')
  const noted = readNote(noteFile)
  const candidates = noted ? [noted] : [direct, ...freshPlaces(dataDir, log)]
  const failures: string[] = []
  for (const home of candidates) {
    try {
      const runAs = prepareFor(home)
      if (home !== direct) {
        if (!noted) writeFileSync(noteFile, `${JSON.stringify({ home })}\n`, { mode: 0o600 })
        log(`数据库文件放在 ${home}（以 root 启动时数据库用普通用户 ${runAs.uid} 运行，它进不了 ${dataDir}）`)
      }
      return { home, runAs, binaryPlaces }
    } catch (error) {
      failures.push(reasonOf(error))
    }
  }
  throw new EmbeddedError(
    `以 root 启动时数据库要用普通用户运行，但它没有可用的存放目录（${failures.join('；')}），请把 DATA_DIR 设到普通用户能到达的目录。`,
  )
}

/** A fresh folder of root's own may be passed through by the unprivileged user: nothing is in it yet but our lock. */
function openEmptyFolder(dataDir: string) {
  const isFresh = readdirSync(dataDir).every((name) => name === LOCK_NAME)
  if (isFresh && statSync(dataDir).uid === 0) chmodSync(dataDir, statSync(dataDir).mode | 0o011)
}

function prepareOwn(home: string) {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new EmbeddedError(`数据库目录 ${home} 无法建立（${reasonOf(error)}），请用 DATA_DIR 换一个有写权限的目录。`)
  }
  const owner = statSync(home).uid
  const self = process.getuid?.()
  if (self !== undefined && owner !== self) {
    throw new EmbeddedError(
      `数据库目录 ${home} 属于另一个用户（用户号 ${owner}，本进程是 ${self}），请用原来的用户启动，或用 DATA_DIR 换一个目录。`,
    )
  }
}

/** Makes the folder fit for the unprivileged user (or for the owner it already has) and tries it as that user. */
function prepareFor(home: string): { uid: number; gid: number } {
  if (!existsSync(home)) mkdirSync(home, { recursive: true, mode: 0o700 })
  const found = lstatSync(home)
  if (!found.isDirectory()) throw new Error(`${home} 不是目录`)
  const runAs = found.uid === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : { uid: found.uid, gid: found.gid }
  if (found.uid === 0) chownSync(home, runAs.uid, runAs.gid)
  chmodSync(home, 0o700)
  const trial = runToEnd('/bin/sh', ['-c', 'cd "$1" && : > .reachable && rm .reachable', 'sh', home], runAs, '/')
  if (!trial.ok) {
    if (readdirSync(home).length === 0) rmdirSync(home)
    throw new Error(`用户 ${runAs.uid} 进不了 ${home}`)
  }
  return runAs
}

/**
 * Places outside the data folder, named by its path. A place that already holds something belongs to a data folder that
 * was deleted since; it is left alone and a further number is taken, so that deleting the data folder does start afresh.
 */
function freshPlaces(dataDir: string, log: (line: string) => void): string[] {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return ['/var/lib', '/var/tmp'].flatMap((base) => {
    if (!existsSync(base)) return []
    for (let number = 1; number < 100; number++) {
      const place = join(base, `tongxin-${name}${number === 1 ? '' : `-${number}`}`)
      if (!existsSync(join(place, 'cluster'))) return [place]
      log(`${place} 是一份旧数据库（它的数据目录已被删除），不再使用；确认无用后可手工删除`)
    }
    return []
  })
}

function readNote(noteFile: string): string | undefined {
  if (!existsSync(noteFile)) return undefined
  const note: { home?: string } = JSON.parse(readFileSync(noteFile, 'utf8'))
  if (note.home && existsSync(dirname(note.home))) return note.home
  throw new EmbeddedError(`数据目录的记录 ${noteFile} 所指的数据库目录不存在，请恢复该目录，或另设 DATA_DIR。`)
}
