import { describe, expect, it } from 'vitest'
import {
  formatChange,
  formatDay,
  formatDayRange,
  formatDayWithWeekday,
  formatHeadDay,
  formatMoment,
  formatMomentDay,
  formatMoney,
  formatMoneyShort,
  formatNumber,
  formatShare,
  formatSize,
  lightWords,
  maskName,
  maskNumber,
} from './format.ts'

const today = '2026-07-14'

describe('days', () => {
  it('drops the year in this year and keeps it in others', () => {
    expect(formatDay('2026-07-14', today)).toBe('7月14日')
    expect(formatDay('2025-12-31', today)).toBe('2025-12-31')
    expect(formatDay('2027-01-01', today)).toBe('2027-01-01')
  })
  it('says 未定 without a day, never a blank', () => {
    expect(formatDay(null, today)).toBe('未定')
  })
  it('knows the weekday, Sundays and days before 1970 too', () => {
    expect(formatDayWithWeekday('2026-07-13', today)).toBe('7月13日 周一')
    expect(formatDayWithWeekday('2026-07-19', today)).toBe('7月19日 周日')
    expect(formatDayWithWeekday('1949-10-01', today)).toBe('1949-10-01 周六')
    expect(formatHeadDay('2026-07-14')).toBe('7月14日　星期二')
  })
  it('writes a range with a dash between spaces', () => {
    expect(formatDayRange('2026-06-11', '2026-07-10', today)).toBe('6月11日 — 7月10日')
  })
  it('refuses what is not a day', () => {
    expect(() => formatDay('yesterday', today)).toThrow(RangeError)
  })
})

describe('instants', () => {
  it('names the last two days and reads the time in the office’s zone', () => {
    expect(formatMoment('2026-07-14T00:52:00Z', today)).toBe('今日 08:52')
    expect(formatMoment('2026-07-13T08:20:00Z', today)).toBe('昨日 16:20')
    expect(formatMoment('2026-07-12T08:20:00Z', today)).toBe('7月12日 16:20')
    expect(formatMoment('2025-07-14T00:52:00Z', today)).toBe('2025-07-14 08:52')
  })
  it('puts the last minutes of a UTC day into the next local day', () => {
    expect(formatMoment('2026-07-13T16:00:00Z', today)).toBe('今日 00:00')
    expect(formatMoment('2026-07-13T15:59:00Z', today)).toBe('昨日 23:59')
  })
  it('can leave the time out', () => {
    expect(formatMomentDay('2026-07-13T08:20:00Z', today)).toBe('昨日')
  })
})

describe('numbers', () => {
  it('groups thousands and writes a true minus', () => {
    expect(formatNumber(2316.5)).toBe('2,316.5')
    expect(formatNumber(-4)).toBe('−4')
    expect(formatChange(23)).toBe('+23')
    expect(formatChange(-4)).toBe('−4')
    expect(formatChange(0)).toBe('0')
  })
  it('says 未知 for what is not known, never 0', () => {
    expect(formatNumber(null)).toBe('未知')
    expect(formatMoney(undefined)).toBe('未知')
    expect(formatShare(0, 0)).toBe('未知')
  })
  it('writes money in full in registers and in 万元 in overviews', () => {
    expect(formatMoney(50_000)).toBe('50,000 元')
    expect(formatMoneyShort(23_165_000)).toBe('2,316.5 万元')
  })
  it('writes shares with one decimal and sizes in their largest unit', () => {
    expect(formatShare(164, 174)).toBe('94.3%')
    expect(formatSize(0)).toBe('0 B')
    expect(formatSize(340 * 1024)).toBe('340 KB')
    expect(formatSize(1.2 * 1024 * 1024)).toBe('1.2 MB')
  })
})

describe('masked values', () => {
  it('keep the family name only', () => {
    expect(maskName('王某某')).toBe('王**')
  })
  it('keep the first and the last sign and the length', () => {
    expect(maskNumber('310000200001010016')).toBe('3****************6')
    expect(maskNumber('31')).toBe('**')
  })
})

describe('words of a light', () => {
  it('count working days short in tables and in full in drawers', () => {
    expect(lightWords('due', { days: 4 })).toBe('剩 4 个工作日')
    expect(lightWords('due', { days: 1 })).toBe('明日')
    expect(lightWords('due', { days: 0 })).toBe('今日')
    expect(lightWords('over', { days: 2 })).toBe('逾期 2 个工作日')
    expect(lightWords('over', { days: 3, form: 'long' })).toBe('逾期 3 个工作日')
    expect(lightWords('ok', { days: 13, form: 'long' })).toBe('正常 · 剩 13 个工作日')
    expect(lightWords('ok', { days: 13 })).toBe('正常')
  })
  it('never call an open account or a missing day normal', () => {
    expect(lightWords('hung', { review: '9月30日', form: 'long' })).toBe('挂账 · 9月30日复核')
    expect(lightWords('none', {})).toBe('未定期')
    expect(lightWords('done', {})).toBe('已销号')
  })
})
