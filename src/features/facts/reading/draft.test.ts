import { expect, test } from 'vitest'
import { indexRegions, indexUnits } from '../../sources/reading/parts/index.ts'
import { draftOf } from './draft.ts'
import { FAMILIES, REGIONS, SENTENCES, TODAY, UNITS } from './fixtures/sentences.ts'
import { readFact } from './read.ts'

const options = { today: TODAY, regions: indexRegions(REGIONS), home: 3, units: indexUnits(UNITS), families: FAMILIES }
const draft = (said: string) => draftOf(readFact(said, options), said, { today: TODAY, regionId: 3 })

test('one sentence fills the form of a visit', () => {
  expect(draft('昨天上午驻澜某部官兵到王建国家看望，送慰问金约500元、大米2袋，答应月底前帮他装好扶手')).toEqual({
    kind: 'visit',
    direction: 'to-needy',
    startsOn: '2026-07-13',
    endsOn: null,
    regionId: 3,
    place: '',
    units: [{ unitId: 14, part: 'host' }],
    householdIds: [1],
    quantities: [
      { key: 'money', value: 500, qualifier: '约' },
      { key: 'households', value: 1, qualifier: null },
    ],
    // What was promised is no help given yet.
    fields: { goods: '大米 2 袋' },
    promise: '答应月底前帮他装好扶手',
    promiseOn: '2026-07-31',
    body: '昨天上午驻澜某部官兵到王建国家看望，送慰问金约500元、大米2袋，答应月底前帮他装好扶手',
    asks: [],
    unfilled: [],
    lastYear: null,
  })
})

test('a mission takes neither units nor words nor a place below the county', () => {
  const made = draft('6月青溪镇防汛，驻澜某部出动260人次、车辆18台次')
  expect(made).toMatchObject({ kind: 'mission', units: [], place: '', body: '', fields: { type: 'flood' } })
  expect(made.quantities).toEqual([
    { key: 'people', value: 260, qualifier: null },
    { key: 'vehicles', value: 18, qualifier: null },
  ])
})

test('where no day was said it is today, and a place unknown to the tree stays words', () => {
  expect(draft('在老干部活动室开展双拥文艺演出')).toMatchObject({
    kind: 'activity',
    startsOn: TODAY,
    endsOn: null,
    regionId: 3,
    place: '老干部活动室',
    fields: { type: 'show' },
  })
})

test('choices of the kind are read from its words', () => {
  expect(draft('7月11日市日报刊发我区双拥稿件1篇').fields).toEqual({ medium: 'paper', level: 'city', outlet: '市日报' })
  expect(draft('昨天到云桥区实验小学讲国防课，2课时，学生180人').fields).toEqual({
    audience: 'schools',
    form: 'lecture',
  })
  expect(draft('6月26日市委召开议军会').fields).toEqual({ type: 'military' })
  expect(draft('7月5日举行立功喜报送达仪式，给赵志强家送二等功喜报')).toMatchObject({
    fields: { type: 'merit' },
    householdIds: [3],
  })
})

test('no amount stands twice under one key', () => {
  for (const { said } of SENTENCES) {
    const keys = draft(said).quantities.map(({ key }) => key)
    expect(new Set(keys).size, said).toBe(keys.length)
  }
})
