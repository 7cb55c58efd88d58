import { describe, expect, it } from 'vitest'
import {
  judgeAnchors,
  judgeBackup,
  judgeClock,
  judgeDatabase,
  judgeDisk,
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
