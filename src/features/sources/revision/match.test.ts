import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Match, matchVersions, wordsOf } from './match.ts'
import { CASES, OLD, piecesIn } from './versions.fixture.ts'

const told = (old: string, new_: string) => {
  const [before, after] = [piecesIn(old), piecesIn(new_)]
  return matchVersions(before, after).map(({ kind, old: from, new: to, form }) => [
    kind,
    from.map((index) => before[index]?.path ?? '').join('+'),
    to.map((index) => after[index]?.path ?? '').join('+'),
    form,
  ])
}

describe('a newer version against the older one', () => {
  test.each(CASES)('$name', ({ change, truth }) => {
    const found = told(OLD, change(OLD))
    for (const [kind, old, new_, form = null] of truth) expect(found).toContainEqual([kind, old, new_, form])
  })

  test('nothing changed: everything 未变, nothing moved or renumbered', () => {
    const pieces = piecesIn(OLD)
    for (const match of matchVersions(pieces, pieces))
      expect(match).toMatchObject({ kind: 'same', isMoved: false, isRenumbered: false, old: match.new })
  })

  test('nothing in common: all removed, all added', () => {
    const other = '一、某处河道\n（一）清理淤泥。汛期前清完。\n二、某处桥梁\n（二）加固护栏。冬天前加固。'
    const found = told(OLD, other).filter(([, , path]) => path !== '' || true)
    expect(found.filter(([kind]) => kind === 'same' || kind === 'moved')).toEqual([])
  })

  test('an empty side', () => {
    const pieces = piecesIn(OLD)
    expect(matchVersions([], pieces).map(({ kind }) => kind)).toEqual(pieces.map(() => 'added'))
    expect(matchVersions(pieces, []).map(({ old }) => old)).toEqual(pieces.map((_, index) => [index]))
    expect(matchVersions([], [])).toEqual([])
  })
})

test('marks between figures count, other marks and blanks do not', () => {
  expect(wordsOf('达到 95%，共3.5万元。')).toBe(wordsOf('达到95％共3.5万元'))
  expect(wordsOf('3.5')).not.toBe(wordsOf('35'))
  expect(wordsOf('1-2次')).not.toBe(wordsOf('12次'))
  expect(wordsOf('95%')).not.toBe(wordsOf('95'))
  expect(wordsOf('1,000人')).toBe(wordsOf('1000人'))
})

const phrase = fc
  .array(fc.constantFrom(...'军民同心办好实事窗口名册专栏走访义诊标识学校医院道路公园'), {
    minLength: 4,
    maxLength: 40,
  })
  .map((chars) => chars.join(''))
const version = fc.array(fc.record({ path: fc.option(fc.constantFrom('一', '二', '一/(一)')), text: phrase }), {
  maxLength: 12,
})

const indexes = (matches: readonly Match[], side: 'old' | 'new') => matches.flatMap((match) => match[side])
const upTo = (length: number) => Array.from({ length }, (_, index) => index)

test('every piece of both versions stands in exactly one group, and the order of both is kept', () => {
  const asPieces = (texts: { path: string | null; text: string }[]) =>
    texts.map((one) => ({ ...one, marker: '', parent: null }))
  fc.assert(
    fc.property(version, version, (old, new_) => {
      const matches = matchVersions(asPieces(old), asPieces(new_))
      expect(indexes(matches, 'old').sort((a, b) => a - b)).toEqual(upTo(old.length))
      expect(indexes(matches, 'new').sort((a, b) => a - b)).toEqual(upTo(new_.length))
      const standing = matches.filter(({ kind }) => kind !== 'removed').map((match) => match.new[0] as number)
      expect(standing).toEqual([...standing].sort((a, b) => a - b))
      const still = matches
        .filter((match) => !match.isMoved && match.old.length > 0 && match.new.length > 0)
        .map((match) => match.old[0] as number)
      expect(still).toEqual([...still].sort((a, b) => a - b))
      for (const match of matches) expect(Math.min(match.old.length, match.new.length)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 200, seed: 20_260_714 },
  )
})

/** mulberry32: the same numbers on every machine. */
const numbersFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

const UNITS = ['市教育局', '市财政局', '市交通运输局', '市卫健委', '市融媒体中心', '各县（市、区）']
const DOES = ['核对', '补齐', '建立', '组织', '完善', '办理', '清点', '更新', '走访', '汇总']
const THINGS = [
  '入学名册',
  '优先标识',
  '困难家庭台账',
  '巡回义诊',
  '宣传专栏',
  '候车专区',
  '结对共建清单',
  '慰问经费安排',
]
const WHENS = ['3月底前完成', '6月15日前完成', '八一前办结', '9月30日前报市双拥办', '年底前完成', '每季度通报一次']

type Row = { id: number; path: string; text: string }
type Truth = { old: number; new: number; kind: 'same' | 'changed' | 'moved' }[]

/** A made-up plan and a mutation of it, with what truly became of every clause. */
const mutate = (seed: number): { old: Row[]; new: Row[]; truth: Truth } => {
  const next = numbersFrom(seed)
  const pick = <One>(list: readonly One[]): One => list[Math.floor(next() * list.length)] as One
  let id = 0
  const sentence = () => `${pick(UNITS)}${pick(DOES)}${pick(THINGS)}${Math.floor(next() * 90) + 10}处，${pick(WHENS)}。`
  const row = (): Row => ({
    id: id++,
    path: '',
    text: Array.from({ length: 2 + Math.floor(next() * 3) }, sentence).join(''),
  })
  const old = Array.from({ length: 24 }, row)
  const truth = new Map<number, 'same' | 'changed' | 'moved'>(old.map((one) => [one.id, 'same']))
  let now = old.map((one) => ({ ...one }))
  for (let round = 0; round < 8; round++) {
    const at = Math.floor(next() * now.length)
    const one = now[at] as Row
    const act = next()
    if (act < 0.4) {
      const changed = one.text.replace(/\d+处/, () => `${100 + Math.floor(next() * 90)}处`)
      if (truth.get(one.id) === 'same') truth.set(one.id, 'changed')
      one.text = changed
    } else if (act < 0.55) {
      one.text = one.text.replace(/，/g, ', ').replace(/。$/, '；')
    } else if (act < 0.75) now.splice(at, 0, row())
    else if (act < 0.9) now.splice(at, 1)
    else {
      now.splice(at, 1)
      now = [...now.slice(0, 2), one, ...now.slice(2)]
      if (truth.get(one.id) === 'same' && at > 3) truth.set(one.id, 'moved')
    }
  }
  const numbered = (rows: Row[]) => rows.map((one, index) => ({ ...one, path: `一/(${index + 1})` }))
  const places = new Map(now.map((one, index) => [one.id, index]))
  return {
    old: numbered(old),
    new: numbered(now),
    truth: old.flatMap((one, index) => {
      const place = places.get(one.id)
      return place === undefined ? [] : [{ old: index, new: place, kind: truth.get(one.id) as 'same' }]
    }),
  }
}

test('over made-up plans with eight changes each, pairs and kinds are nearly all right', () => {
  let [pairsRight, pairsFound, pairsTrue, kindsRight] = [0, 0, 0, 0]
  for (let seed = 1; seed <= 60; seed++) {
    const { old, new: new_, truth } = mutate(seed)
    const asPieces = (rows: Row[]) => rows.map((one) => ({ ...one, marker: '', parent: null }))
    const matches = matchVersions(asPieces(old), asPieces(new_))
    const pairs = new Map(matches.flatMap((match) => match.old.map((one) => [one, match] as const)))
    pairsFound += matches.filter((match) => match.old.length > 0 && match.new.length > 0).length
    pairsTrue += truth.length
    for (const { old: from, new: to, kind } of truth) {
      const match = pairs.get(from)
      if (!match?.new.includes(to)) continue
      pairsRight++
      if (match.kind === kind) kindsRight++
    }
  }
  const figures = { precision: pairsRight / pairsFound, recall: pairsRight / pairsTrue, kinds: kindsRight / pairsRight }
  if (process.env.SHOW_FIGURES) process.stdout.write(`${JSON.stringify(figures)}\n`)
  expect(figures.precision).toBeGreaterThan(0.97)
  expect(figures.recall).toBeGreaterThan(0.97)
  expect(figures.kinds).toBeGreaterThan(0.95)
})
