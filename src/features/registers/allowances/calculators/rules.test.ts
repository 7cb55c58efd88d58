import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moneyWords, RESULT_NOTE, type Reckoned, type Reckoning, shareOf, yuanTyped } from './money.ts'
import { MERIT_SHARES, MERITS, NURSING_SHARES } from './rates.ts'
import {
  type ConscriptTable,
  conscriptTableOn,
  highestOf,
  reckonConscript,
  reckonDeath,
  reckonDischarge,
  reckonFuneral,
  reckonNursing,
} from './rules.ts'

const DAY = '2026-07-14'
const done = (answer: Reckoned): Reckoning => {
  if ('refused' in answer) throw new Error(answer.refused)
  return answer
}

describe('护理费', () => {
  const base = { day: DAY, of: 'scattered' as const, monthlyWage: 8000 }
  test.each([
    ['battle-or-duty', 1, 4000],
    ['battle-or-duty', 2, 4000],
    ['battle-or-duty', 3, 3200],
    ['battle-or-duty', 4, 3200],
    ['illness', 1, 2400],
    ['illness', 4, 2400],
  ] as const)('%s of grade %i with a wage of 8,000 gives %i a month', (disability, grade, yuan) => {
    const answer = done(reckonNursing({ ...base, disability, grade }))
    expect(answer).toMatchObject({ total: yuan * 100, per: 'month', note: RESULT_NOTE })
    expect(answer.lines[0]?.clause).toBe('军人抚恤优待条例第34条')
  })
  test.each([5, 6])('a mental disorder of grade %i gives a quarter', (grade) => {
    expect(done(reckonNursing({ ...base, disability: 'mental', grade, of: 'mental' })).total).toBe(200_000)
  })
  test('grades and cases that the article does not name are refused', () => {
    expect(reckonNursing({ ...base, disability: 'battle-or-duty', grade: 5 })).toEqual({ refused: 'not-covered' })
    expect(reckonNursing({ ...base, disability: 'mental', grade: 4, of: 'mental' })).toEqual({ refused: 'not-covered' })
    expect(reckonNursing({ ...base, disability: 'mental', grade: 5 })).toEqual({ refused: 'case-does-not-fit' })
    expect(reckonNursing({ ...base, disability: 'illness', grade: 1, monthlyWage: 0 })).toEqual({
      refused: 'base-needed',
    })
  })
  test('the day before the present text is not reckoned, the day of it is', () => {
    const asked = { ...base, disability: 'illness' as const, grade: 1 }
    expect(reckonNursing({ ...asked, day: '2024-09-30' })).toEqual({ refused: 'no-rules-for-day' })
    expect(done(reckonNursing({ ...asked, day: '2024-10-01' })).rules[0]?.version).toBe('2024-10-01')
  })
  test('a share of any wage is never above it and never loses more than half a fen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.constantFrom(...Object.values(NURSING_SHARES).flatMap((shares) => Object.values(shares) as number[])),
        (fen, percent) => {
          const share = shareOf(fen, percent)
          expect(share).toBeLessThanOrEqual(fen)
          expect(Math.abs(share - (fen * percent) / 100)).toBeLessThanOrEqual(0.5)
        },
      ),
    )
  })
})

describe('烈士褒扬金和一次性抚恤金', () => {
  const base = { day: DAY, income: 50_000, monthlyPay: 10_000, leastPay: 7000, merits: [] }
  test('a martyr: 30 times the income, and 20 times the income with 40 months of pay', () => {
    const { lines, total } = done(reckonDeath({ ...base, death: 'martyr' }))
    expect(lines.map(({ label, amount }) => [label, amount])).toEqual([
      ['烈士褒扬金', 150_000_000],
      ['一次性抚恤金', 140_000_000],
    ])
    expect(total).toBe(290_000_000)
  })
  test('a death on duty has no 褒扬金; one by illness twice the income with 40 months of pay', () => {
    expect(done(reckonDeath({ ...base, death: 'duty' })).total).toBe(140_000_000)
    expect(done(reckonDeath({ ...base, death: 'illness' })).total).toBe(50_000_000)
  })
  test('pay below that of a second lieutenant is raised to it, and the answer says so', () => {
    const answer = done(reckonDeath({ ...base, death: 'illness', monthlyPay: 6000 }))
    expect(answer.total).toBe((100_000 + 7000 * 40) * 100)
    expect(answer.remarks.join()).toContain('少尉')
  })
  test('of several honours the highest alone counts, on the lump sum and not on the 褒扬金', () => {
    const answer = done(reckonDeath({ ...base, death: 'martyr', merits: ['war-fourth', 'war-second'] }))
    expect(answer.lines.at(-1)).toMatchObject({
      label: '功勋增发',
      amount: 35_000_000,
      clause: '军人抚恤优待条例第16条',
    })
    expect(answer.remarks.join()).toContain('最高一项')
  })
  test('the praise of martyrs is reckoned from the day its own text took effect', () => {
    expect(reckonDeath({ ...base, death: 'martyr', day: '2024-12-31' })).toEqual({ refused: 'no-rules-for-day' })
    expect(done(reckonDeath({ ...base, death: 'duty', day: '2024-12-31' })).total).toBe(140_000_000)
  })
  test('the total is the sum of its lines, and grows with the income', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.subarray([...MERITS]),
        fc.constantFrom('martyr' as const, 'duty' as const, 'illness' as const),
        (income, monthlyPay, merits, death) => {
          const asked = { ...base, income, monthlyPay, merits, death }
          const answer = done(reckonDeath(asked))
          expect(answer.total).toBe(answer.lines.reduce((sum, { amount }) => sum + amount, 0))
          expect(done(reckonDeath({ ...asked, income: income + 1 })).total).toBeGreaterThan(answer.total)
          const best = Math.max(0, ...merits.map((merit) => MERIT_SHARES[merit].death))
          const lump = answer.lines.find(({ label }) => label === '一次性抚恤金')?.amount ?? 0
          const added = answer.lines.find(({ label }) => label === '功勋增发')?.amount ?? 0
          expect(added).toBe(shareOf(lump, best))
        },
      ),
    )
  })
})

describe('退役金增发', () => {
  const base = { day: DAY, lumpSum: 100_000 }
  test.each([
    ['medal', 25_000],
    ['title', 25_000],
    ['war-first', 20_000],
    ['war-second', 15_000],
    ['war-third', 10_000],
    ['war-fourth', 5000],
  ] as const)('%s adds to 100,000 yuan %i', (merit, yuan) => {
    expect(done(reckonDischarge({ ...base, merits: [merit] })).total).toBe(yuan * 100)
  })
  test('of a title and a merit the title counts, as the higher of the two', () => {
    expect(done(reckonDischarge({ ...base, merits: ['title', 'war-second'] })).total).toBe(2_500_000)
  })
  test('without honours nothing is added', () => {
    expect(reckonDischarge({ ...base, merits: [] })).toEqual({ refused: 'not-covered' })
    expect(highestOf([])).toBeNull()
  })
})

describe('丧葬补助', () => {
  test.each([
    ['survivor', 6, '第22条'],
    ['disabled', 12, '第32条'],
    ['campaigner', 6, '第62条'],
  ] as const)('%s: the payment goes on for %i months', (of, months, article) => {
    const { total, lines } = done(reckonFuneral({ day: DAY, of, monthly: 1500.5 }))
    expect(total).toBe(150_050 * months)
    expect(lines[0]?.clause).toContain(article)
  })
})

describe('义务兵家庭优待金', () => {
  const table: ConscriptTable = {
    id: 1,
    fromOn: '2024-01-01',
    base: 40_000,
    baseWords: '上年度城镇居民人均可支配收入',
    percent: 45,
    areas: [{ name: '高原', times: 2 }],
    schooling: [{ name: '本科', yuan: 2000 }],
    merits: [
      { name: '三等功', percent: 10 },
      { name: '优秀士兵', percent: 5 },
    ],
    years: 2,
    source: '样本县政发〔2024〕1号',
    isVerified: true,
  }
  const later = { ...table, id: 2, fromOn: '2026-01-01', percent: 50 }
  const plain = { day: '2025-03-15', area: null, schooling: null, honours: [] }

  test('two years of the share of the base', () => {
    // Paid year by year: the total is no lump sum.
    expect(done(reckonConscript([table, later], plain))).toMatchObject({ total: 3_600_000, per: 'years' })
    expect(done(reckonConscript([table, later], { ...plain, day: '2026-03-15' })).total).toBe(4_000_000)
  })
  test('area, schooling and the highest honour of each year are added', () => {
    const answer = done(
      reckonConscript([table], { ...plain, area: '高原', schooling: '本科', honours: [['优秀士兵', '三等功'], []] }),
    )
    // Twice 36,000, 10% of the standard in the first year, 2,000 once.
    expect(answer.total).toBe(7_200_000 + 180_000 + 200_000)
  })
  test('no table, no reckoning; one that is not verified says so', () => {
    expect(reckonConscript([table], { ...plain, day: '2023-12-31' })).toEqual({ refused: 'no-table-for-day' })
    expect(reckonConscript([table], { ...plain, area: '海岛' })).toEqual({ refused: 'case-does-not-fit' })
    const unsure = done(reckonConscript([{ ...table, isVerified: false }], plain))
    expect(unsure.remarks.join()).toContain('未核实')
  })
  test('the table in force is the latest that began by the day', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('2020-01-01', '2022-06-01', '2024-01-01', '2026-01-01'), { maxLength: 6 }),
        fc.constantFrom('2019-12-31', '2022-06-01', '2026-07-14'),
        (days, day) => {
          const tables = days.map((fromOn, index) => ({ ...table, id: index, fromOn }))
          const latest = days
            .filter((from) => from <= day)
            .sort()
            .at(-1)
          expect(conscriptTableOn(tables, day)?.fromOn).toBe(latest)
        },
      ),
    )
  })
})

test('money is written with commas and two places', () => {
  expect([0, 5, 123_456, 290_000_000].map(moneyWords)).toEqual(['0.00', '0.05', '1,234.56', '2,900,000.00'])
})

test('a figure is read as it is typed; what is none is told, and never taken for nothing typed', () => {
  const read: [typed: string, yuan: number][] = [
    ...(['51821', '５１８２１', '51,821', '51，821 ', '51821元', '¥51821', '￥５１８２１．００'] as const).map(
      (typed): [string, number] => [typed, 51_821],
    ),
    ['5.18万', 51_800],
    ['5.18万元', 51_800],
    ['51821.5', 51_821.5],
    ['', 0],
  ]
  for (const [typed, yuan] of read) expect([typed, yuanTyped(typed)]).toEqual([typed, yuan])
  for (const typed of ['-51821', '五万', '1e5', '0x10', '5..1', '5万1', 'Infinity']) {
    const refused = reckonFuneral({ day: '2026-07-14', of: 'survivor', monthly: yuanTyped(typed) })
    expect([typed, refused]).toEqual([typed, { refused: 'base-unreadable' }])
  }
  expect(reckonFuneral({ day: '2026-07-14', of: 'survivor', monthly: yuanTyped('') })).toEqual({
    refused: 'base-needed',
  })
})
