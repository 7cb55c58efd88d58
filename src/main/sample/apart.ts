import { fork } from 'node:child_process'
import { join } from 'node:path'
import { calendarKeeper } from '../../features/org/index.ts'
import { watchSelf } from '../../platform/apart/watch.ts'
import { readAuditKey } from '../../platform/audit/keys.ts'
import { makeSeals } from '../../platform/audit/seals.ts'
import { makeClosed } from '../../platform/closed/index.ts'
import type { Config } from '../../platform/config.ts'
import { fixedClock, type House, systemClock } from '../../platform/context.ts'
import { openPool } from '../../platform/db/transaction.ts'
import { projectRoot } from '../../platform/root.ts'
import { setPasswordMemory } from '../../platform/sessions/passwords.ts'
import { anchorsPath, auditKeyPath, openFiles } from '../commands.ts'
import { LAYING_LOCK } from '../first-start.ts'
import { keyringOf } from '../keys.ts'
import type { Undo } from '../undo.ts'
import { loadSampleCity } from './load.ts'

/** How the built program is told to lay the sample for the one that started it. */
export const LAY_SAMPLE = '--lay-sample'

type Asked = { config: Config; url: string }
type Told = { laid: true } | { failed: string }

/** The sources are no program that Node starts by itself: they lay it in their own process. */
const isSource = import.meta.url.endsWith('.ts')
/** More than a year of a city ever took; nothing of what it holds comes from outside. */
const MOST_BYTES = 2_048 * 1024 * 1024

/**
 * Lays the sample city in a process of its own, which takes its memory with it when it ends: the server that stays has never
 * held the year that was played. It ends with this process, killed or not; a stop ends it before its database.
 */
export const laySampleApart = async (house: House, asked: Asked, undo: Undo): Promise<void> => {
  if (isSource) return loadSampleCity(house, asked.config.dataDir)
  const child = fork(join(projectRoot, 'dist', 'server', 'server.js'), [LAY_SAMPLE], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
  })
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  undo.push(() => {
    child.kill('SIGKILL')
    return over
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`laying the sample ended early (${signal ?? code})`)))
    child.once('message', (told: Told) => {
      if ('laid' in told) resolve()
      // Its stack is the one that tells where: this process only waited.
      else reject(Object.assign(new Error('laying the sample failed'), { stack: told.failed }))
    })
    child.send(asked)
  })
  await over
}

const lay = async ({ config, url }: Asked): Promise<void> => {
  setPasswordMemory(config.passwordMemoryMb)
  const pool = openPool(url, config.poolSize)
  const holding = await pool.connect()
  // Whoever clears what a cut start left waits until this process has ended as well.
  await holding.query('begin')
  await holding.query('select pg_advisory_xact_lock($1)', [LAYING_LOCK])
  const keyring = await keyringOf(pool, config)
  const house: House = {
    pool,
    clock: config.today ? fixedClock(config.today) : systemClock,
    calendar: await calendarKeeper(pool),
    files: openFiles(config, keyring),
    closed: makeClosed(keyring),
    seals: makeSeals(readAuditKey(auditKeyPath(config), { hasSeals: true }), anchorsPath(config)),
  }
  await loadSampleCity(house, config.dataDir)
  await holding.query('rollback')
  holding.release()
  await pool.end()
}

/** The side of the process that lays it. */
export const serveLaying = (): void => {
  watchSelf({ parent: process.ppid, mostBytes: MOST_BYTES })
  // A signal to the whole group is for the program to answer, which ends this process in its turn.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  process.once('disconnect', () => process.exit(1))
  const tell = (told: Told) => process.send?.(told, () => process.exit(0))
  process.once('message', (asked: Asked) => {
    lay(asked).then(
      () => tell({ laid: true }),
      (error: Error) => tell({ failed: error.stack ?? String(error) }),
    )
  })
}
