import { spawn } from 'node:child_process'
import type { Check } from './alarms.ts'
import type { Health } from './health.ts'

/**
 * Calls somebody who looks at no screen: a program of the owner's (mail, short message, duty desk) is run when a check turns
 * bad, when it turns worse, once a day while it stays so, and when all is well again. The program itself sends nothing out.
 */

/** How often the checks are looked at; an alarm is called within two of them. */
const EVERY_MS = 45_000
const AGAIN_MS = 24 * 3_600_000
/** A program that hangs is ended, and run again at the next look. */
const LIMIT_MS = 30_000

/** What was called last of each check, and when. */
export type Called = ReadonlyMap<Check['name'], { state: Check['state']; at: number }>

const RANK = { ok: 0, alarm: 1, failed: 2 } as const

/** Which checks are to be called now, and what counts as called afterwards. A check that nobody could look at stays as it was. */
export const toCall = (
  called: Called,
  checks: readonly Check[],
  now: number,
): { bad: Check[]; mended: Check[]; after: Called } => {
  const after = new Map(called)
  const [bad, mended]: [Check[], Check[]] = [[], []]
  for (const check of checks) {
    const last = called.get(check.name)
    if (check.state === 'ok') {
      if (last) mended.push(check)
      after.delete(check.name)
    } else if (!last || RANK[check.state] > RANK[last.state] || now - last.at >= AGAIN_MS) {
      bad.push(check)
      after.set(check.name, { state: check.state, at: now })
    }
  }
  return { bad, mended, after }
}

/** The message: one line each, without a value of any person. */
export const messageOf = (bad: readonly Check[], mended: readonly Check[]): string =>
  [
    ...bad.map(({ state, told }) => `【同心·${state === 'failed' ? '故障' : '告警'}】${told}`),
    ...mended.map(({ told }) => `【同心·已恢复】${told}`),
  ].join('\n')

/** Runs the program with the message on its standard input. @throws Error when it cannot be run, fails, or hangs */
const run = (command: string, message: string, limitMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, { stdio: ['pipe', 'ignore', 'ignore'], timeout: limitMs, killSignal: 'SIGKILL' })
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`ended with ${signal ?? `code ${code}`}`)),
    )
    // A program that does not read its input has its own way to tell.
    child.stdin.on('error', () => undefined)
    child.stdin.end(`${message}\n`)
  })

/** @returns how to end it; a message that could not be told is tried again at the next look */
export const startCalling = (
  health: Pick<Health, 'look' | 'isStopping'>,
  command: string,
  {
    everyMs = EVERY_MS,
    limitMs = LIMIT_MS,
    now = Date.now,
    onError,
  }: { everyMs?: number; limitMs?: number; now?: () => number; onError: (error: unknown) => void },
): (() => Promise<void>) => {
  let called: Called = new Map()
  let looking = Promise.resolve()
  let isLooking = false
  const look = async () => {
    const { bad, mended, after } = toCall(called, await health.look(), now())
    if (bad.length + mended.length > 0) await run(command, messageOf(bad, mended), limitMs)
    called = after
  }
  const timer = setInterval(() => {
    if (isLooking || health.isStopping()) return
    isLooking = true
    looking = look()
      .catch(onError)
      .finally(() => {
        isLooking = false
      })
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}
