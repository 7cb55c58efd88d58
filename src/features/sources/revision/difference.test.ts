import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differenceOf, follow } from './difference.ts'

const shown = (old: string, new_: string) =>
  differenceOf(old, new_)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'out' ? `[-${text}-]` : `[+${text}+]`))
    .join('')

test('figures and days read as one change', () => {
  expect(shown('开展义诊20次，年底前完成。', '开展义诊30次，年底前完成。')).toBe('开展义诊[-20-][+30+]次，年底前完成。')
  expect(shown('8月20日前完成。', '7月31日前完成。')).toBe('[-8月20日-][+7月31日+]前完成。')
  expect(shown('达到95%以上', '达到98.5%以上')).toBe('达到[-95%-][+98.5%+]以上')
  expect(shown('2026年3月底前', '2026年4月上旬前')).toBe('[-2026年3月底-][+2026年4月上旬+]前')
})

test('a lead unit reads as one change, not as crumbs', () => {
  expect(shown('市教育局核对名册', '市退役军人事务局核对名册')).toBe('市[-教育-][+退役军人事务+]局核对名册')
  expect(shown('由市财政局会同办理', '由市民政局会同办理')).toBe('由市[-财-][+民+]政局会同办理')
})

test('blanks and the width of marks are no change', () => {
  expect(differenceOf('共２０家，\n分批', '共20家, 分批').map(({ kind }) => kind)).toEqual(['same'])
})

test('nothing kept: one struck, one inserted', () => {
  expect(shown('甲乙', '丙丁戊')).toBe('[-甲乙-][+丙丁戊+]')
  expect(shown('', '新增')).toBe('[+新增+]')
  expect(shown('删去', '')).toBe('[-删去-]')
  expect(shown('', '')).toBe('')
})

test('kept and struck runs make the old text, kept and inserted ones the new, places in step', () => {
  const text = fc
    .array(fc.constantFrom(...'军民20日前报，。 8月完成市局，1'), { maxLength: 40 })
    .map((list) => list.join(''))
  fc.assert(
    fc.property(text, text, (old, new_) => {
      const runs = differenceOf(old, new_)
      expect(
        runs
          .filter(({ kind }) => kind !== 'in')
          .map((run) => old.slice(run.oldStart, run.oldEnd))
          .join(''),
      ).toBe(old)
      expect(
        runs
          .filter(({ kind }) => kind !== 'out')
          .map((run) => new_.slice(run.newStart, run.newEnd))
          .join(''),
      ).toBe(new_)
    }),
    { numRuns: 300, seed: 20_260_714 },
  )
})

const OLD = '市教育局设窗口，8月20日前完成。市财政局安排经费。每季度通报一次。'
const NEW = '市教育局设窗口，7月31日前完成。市财政局安排经费。'
const runs = differenceOf(OLD, NEW)
const at = (words: string): [number, number] => [OLD.indexOf(words), OLD.indexOf(words) + words.length]

test('a stretch is followed: kept, changed to the ends of its sentence, gone', () => {
  const money = follow(runs, NEW, ...at('市财政局安排经费。'))
  expect([money.fate, NEW.slice(money.start, money.end)]).toEqual(['same', '市财政局安排经费。'])
  const window = follow(runs, NEW, ...at('设窗口，8月20日前'))
  expect([window.fate, NEW.slice(window.start, window.end)]).toEqual(['changed', '市教育局设窗口，7月31日前完成。'])
  expect(follow(runs, NEW, ...at('每季度通报一次。')).fate).toBe('gone')
})
