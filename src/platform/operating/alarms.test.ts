import { describe, expect, it, test } from 'vitest'
import {
  judgeAnchors,
  judgeBackup,
  judgeClock,
  judgeDatabase,
  judgeDisk,
  judgeDurable,
  judgeJobs,
  judgeMigrations,
  judgeSealer,
} from './alarms.ts'

const GB = 1024 ** 3

describe('the checks of a running program', () => {
  it.each([
    ['much room', 300 * GB, 1000 * GB, 'ok'],
    ['a large disk with little of it left, which is still much', 21 * GB, 1000 * GB, 'ok'],
    ['a large disk with too little left', 19 * GB, 1000 * GB, 'alarm'],
    ['a small disk half full', 10 * GB, 20 * GB, 'ok'],
    ['under a gigabyte', 0.9 * GB, 4 * GB, 'alarm'],
    ['next to nothing', 0.05 * GB, 20 * GB, 'failed'],
  ])('O04 judge a disk with %s', (_name, free, total, state) => {
    expect(judgeDisk(free, total).state).toBe(state)
  })

  it('O04 judge the age of the newest backup: 26 hours are the limit of a real city, a sample has none', () => {
    expect(judgeBackup(26, true).state).toBe('ok')
    expect(judgeBackup(26.1, true)).toMatchObject({ state: 'alarm', told: expect.stringContaining('26 小时前') })
    expect(judgeBackup(null, true).state).toBe('alarm')
    expect(judgeBackup(null, false).state).toBe('ok')
    expect(judgeBackup(100, false).state).toBe('ok')
  })

  it('O04 judge sealer, clock, anchors and schema at their limits', () => {
    expect([60, 61].map((seconds) => judgeSealer(seconds).state)).toEqual(['ok', 'alarm'])
    expect([5, -5, 5.1, -5.1].map((seconds) => judgeClock(seconds).state)).toEqual(['ok', 'ok', 'alarm', 'alarm'])
    expect([true, false].map((isHeld) => judgeAnchors(isHeld).state)).toEqual(['ok', 'alarm'])
    expect([0, 1].map((missing) => judgeMigrations(missing).state)).toEqual(['ok', 'failed'])
    expect([0, 1].map((dead) => judgeJobs(dead).state)).toEqual(['ok', 'alarm'])
    expect([null, 'ECONNREFUSED'].map((error) => judgeDatabase(error).state)).toEqual(['ok', 'failed'])
  })

  it('tell in words what to do about every state that is not well', () => {
    for (const { told } of [judgeDisk(GB / 2, 20 * GB), judgeSealer(300), judgeClock(9), judgeAnchors(false)])
      expect(told).toMatch(/[\u4e00-\u9fff].*。$/)
  })
})

const SAFE = {
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  from: '10.1.0.7',
  to: '10.1.0.9',
  isEncrypted: true,
}
test.each([
  ['all on, far and encrypted', {}, 0, /断电不丢/],
  ['in clear on one machine', { isEncrypted: false, from: '127.0.0.1', to: '127.0.0.1' }, 0, /断电不丢/],
  ['in clear by the own address', { isEncrypted: false, from: '10.1.0.9' }, 0, /断电不丢/],
  ['over a socket', { isEncrypted: false, from: null, to: null }, 0, /断电不丢/],
  ['to a standby that waits for the disk alone', { synchronousCommit: 'local' }, 0, /断电不丢/],
  ['fsync off', { fsync: 'off' }, 1, /fsync.*不算正式运行/],
  ['full_page_writes off', { fullPageWrites: 'off' }, 1, /full_page_writes.*不算正式运行/],
  ['synchronous_commit off', { synchronousCommit: 'off' }, 1, /synchronous_commit.*不算正式运行/],
  ['far in clear', { isEncrypted: false }, 1, /没有加密.*不算正式运行/],
  ['both', { isEncrypted: false, fsync: 'off', synchronousCommit: 'off' }, 2, /fsync、synchronous_commit.*没有加密/],
])('C05 D01 a database server is judged by what it loses and shows: %s', (_name, more, faults, told) => {
  const check = judgeDurable({ ...SAFE, ...more }, false)
  expect(check).toMatchObject({ name: 'durable', state: faults === 0 ? 'ok' : 'alarm', figure: faults })
  expect(check.told).toMatch(told)
  expect(judgeDurable({ ...SAFE, ...more }, true)).toMatchObject({ state: 'ok', figure: faults })
})
