import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { CHECKS, type Check, type CheckState, judgeBackup, judgeDisk } from './alarms.ts'
import { type Called, messageOf, startCalling, toCall } from './calling.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-calling-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HOUR = 3_600_000
const check = (name: Check['name'], state: CheckState): Check => ({ name, state, figure: 1, told: `${name} ${state}` })

/** Names of what is called at each look. */
const callsOf = (looks: readonly { at: number; checks: Check[] }[]): { bad: string[]; mended: string[] }[] => {
  let called: Called = new Map()
  return looks.map(({ at, checks }) => {
    const { bad, mended, after } = toCall(called, checks, at)
    called = after
    return { bad: bad.map(({ name }) => name), mended: mended.map(({ name }) => name) }
  })
}

describe('what is called', () => {
  test.each(CHECKS)('O04 %s: once when it turns bad, again when worse and after a day, once when mended', (name) => {
    const states: [number, CheckState][] = [
      [0, 'ok'],
      [1, 'alarm'],
      [2, 'alarm'],
      [3, 'failed'],
      [20, 'alarm'],
      [27, 'alarm'],
      [28, 'ok'],
      [29, 'ok'],
    ]
    const calls = callsOf(states.map(([hour, state]) => ({ at: hour * HOUR, checks: [check(name, state)] })))
    expect(calls.map(({ bad, mended }) => bad.length - mended.length)).toEqual([0, 1, 0, 1, 0, 1, -1, 0])
  })

  test('O04 what could not be looked at is neither called nor forgotten', () => {
    const calls = callsOf([
      { at: 0, checks: [check('disk', 'alarm'), check('jobs', 'ok')] },
      { at: 1, checks: [check('database', 'failed')] },
      { at: 2, checks: [check('database', 'ok'), check('disk', 'alarm'), check('jobs', 'ok')] },
    ])
    expect(calls.map(({ bad }) => bad)).toEqual([['disk'], ['database'], []])
  })

  test('B04 a newest backup older than 26 hours is told in words', () => {
    const { bad } = toCall(new Map(), [judgeBackup(30, true), judgeDisk(30 * 1024 ** 3, 60 * 1024 ** 3)], 0)
    expect(messageOf(bad, [])).toMatch(/^【同心·告警】.*备份/)
  })
})

describe('the program that is run', () => {
  const script = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${text}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const begin = (command: string, checks: () => Check[], limitMs = 5_000) => {
    const errors: unknown[] = []
    const end = startCalling({ look: async () => checks(), isStopping: () => false }, command, {
      everyMs: 20,
      limitMs,
      onError: (error) => errors.push(error),
    })
    return { end, errors }
  }

  test('O04 gets the sentences on its standard input, bad ones and then that they are mended', async () => {
    const told = join(folder, 'told')
    let state: CheckState = 'failed'
    const { end, errors } = begin(script('desk', `cat >> '${told}'`), () => [check('disk', state), check('jobs', 'ok')])
    await vi.waitFor(() => expect(readFileSync(told, 'utf8')).toBe('【同心·故障】disk failed\n'), 5_000)
    state = 'ok'
    await vi.waitFor(() => expect(readFileSync(told, 'utf8')).toMatch(/\n【同心·已恢复】disk ok\n$/), 5_000)
    await end()
    expect(errors).toEqual([])
  })

  test('O04 one that fails, hangs or is not there is told, and tried again at the next look', async () => {
    const tries = join(folder, 'tries')
    const fails = begin(script('fails', `echo x >> '${tries}'; exit 3`), () => [check('disk', 'alarm')])
    await vi.waitFor(() => expect(readFileSync(tries, 'utf8').length).toBeGreaterThan(2), 5_000)
    await fails.end()
    expect(String(fails.errors[0])).toContain('code 3')
    const hangs = begin(script('hangs', 'exec sleep 60'), () => [check('disk', 'alarm')], 100)
    await vi.waitFor(() => expect(hangs.errors.length).toBeGreaterThan(0), 5_000)
    await hangs.end()
    expect(String(hangs.errors[0])).toContain('SIGKILL')
    const absent = begin(join(folder, 'absent'), () => [check('disk', 'alarm')])
    await vi.waitFor(() => expect(absent.errors.length).toBeGreaterThan(0), 5_000)
    await absent.end()
    expect(existsSync(join(folder, 'absent'))).toBe(false)
  })
})
