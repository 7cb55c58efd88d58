import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOf } from './draft.ts'
import { TODAY } from './fixtures/sentences.ts'
import { isReady } from './form.ts'
import { wholeNumber } from './money.ts'
import { readFact } from './read.ts'

const DIGITS = '零一二三四五六七八九'
const UNDER_WAN: [number, string][] = [
  [1000, '千'],
  [100, '百'],
  [10, '十'],
]
const under = (value: number): string => {
  let [words, rest, gap] = ['', value, false]
  for (const [scale, unit] of UNDER_WAN) {
    const digit = Math.floor(rest / scale)
    rest %= scale
    if (digit > 0) {
      words += `${gap && words ? '零' : ''}${DIGITS[digit]}${unit}`
      gap = false
    } else gap = true
  }
  return rest > 0 ? `${words}${gap && words ? '零' : ''}${DIGITS[rest]}` : words
}
/** 五万零三百: a number in words, as it is written out in full. */
const inWords = (value: number): string => {
  const [high, low] = [Math.floor(value / 10_000), value % 10_000]
  if (high === 0) return under(low)
  return `${under(high)}万${low > 0 && low < 1000 ? '零' : ''}${low > 0 ? under(low) : ''}`
}
const FORMAL = '零壹贰叁肆伍陆柒捌玖'
const formal = (value: number): string =>
  [...inWords(value)]
    .map((char) => FORMAL[DIGITS.indexOf(char)] ?? { 十: '拾', 百: '佰', 千: '仟' }[char] ?? char)
    .join('')
const grouped = (value: number): string => value.toLocaleString('en')
const wide = (text: string): string =>
  text.replace(/[\d,.]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))

/** Every way an amount is written: what of it must be read, and read whole. */
const STYLES: Record<string, (value: number) => string> = {
  plain: (value) => `${value}元`,
  spoken: (value) => `${value}块钱`,
  grouped: (value) => `${grouped(value)}元`,
  'grouped with cents': (value) => `${grouped(value)}.00元`,
  'full width': (value) => `${wide(String(value))}元`,
  'full width, grouped': (value) => `${wide(grouped(value))}元`,
  'by blanks': (value) => `${grouped(value).replaceAll(',', ' ')}元`,
  'in 万': (value) => `${value / 10_000}万元`,
  'in w': (value) => `${value / 10_000}w`,
  'in words': (value) => `${inWords(value)}元`,
  formal: (value) => `人民币${formal(value)}元整`,
  sign: (value) => `￥${grouped(value)}.00`,
  'no unit': (value) => grouped(value),
  'no unit, cents': (value) => `人民币${grouped(value)}.00`,
}
const FRAMES = [
  '7月11日走访驻澜某部，送慰问金#',
  '7月11日慰问驻澜某部，慰问金#，大家很高兴',
  '7月11日走访驻澜某部，送上慰问金共#。',
]

const moneyOf = (said: string) => {
  const reading = readFact(said, { today: TODAY })
  const draft = draftOf(reading, said, { today: TODAY, regionId: 3 })
  return {
    value: draft.quantities.find(({ key }) => key === 'money')?.value ?? null,
    isReady: isReady(draft, reading, draft.asks),
    left: draft.unfilled.join(),
    asks: draft.asks.join(),
    spans: reading.quantities.filter(({ key, doubt }) => key === 'money' && doubt === null).map(({ span }) => span),
  }
}

const amount = fc.oneof(
  fc.integer({ min: 50, max: 99_999_999 }),
  fc.integer({ min: 1, max: 9999 }).map((value) => value * 10_000),
  fc.integer({ min: 1, max: 999 }).map((value) => value * 100),
)

test.each(Object.entries(STYLES))('any amount is read whole: %s', (_, style) => {
  fc.assert(
    fc.property(amount, fc.constantFrom(...FRAMES), (value, frame) => {
      const said = frame.replace('#', style(value))
      expect(moneyOf(said).value, said).toBe(value)
    }),
    { numRuns: 60 },
  )
})

test('whatever stands for an amount is read whole, asked about or shown as 未填入, and never in part', () => {
  const sign = fc.constantFrom(...'0123456789,.，万千百十五两零几多元块w ')
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1, maxLength: 9 }), fc.constantFrom(...FRAMES), (signs, frame) => {
      const words = `${signs.join('')}元`
      const said = frame.replace('#', words)
      for (const { start, end } of moneyOf(said).spans) {
        const [before, behind] = [said.slice(0, start), said.slice(end)]
        expect(/[\d万千百十五两零]$|\d[.,]$/.test(before), `${said} from ${said.slice(start, end)}`).toBe(false)
        expect(/^(?:[万千百]|[.]\d)/.test(behind), `${said} up to ${said.slice(start, end)}`).toBe(false)
      }
    }),
    // 5元多千0元: more of the number behind its unit.
    { numRuns: 300, examples: [[['5', '元', '多', '千', '0'], FRAMES[0] as string]] },
  )
})

test.each([
  ['1.2345678万元', null],
  ['1.2345万元', 12_345],
  ['50，000元', 50_000],
  ['3，500元', null],
  ['50,0000元', null],
  ['3千', 3000],
  ['2千5', 2500],
  ['1万2', 12_000],
  ['5万3千元', 53_000],
  ['十几万元', null],
  ['几千块', null],
  ['两三千块', null],
  ['5元5角', null],
  ['500多块', 500],
  ['50余万元', 500_000],
  ['三千来块', 3000],
  ['10W元', 100_000],
])('慰问金%s', (words, value) => {
  const said = `7月11日走访驻澜某部，送慰问金${words}`
  const read = moneyOf(said)
  expect(read.value, said).toBe(value)
  if (value === null) expect([read.isReady, read.asks]).toEqual([false, expect.stringContaining('没有填')])
})

test.each([
  ['五万', 50_000],
  ['十二万', 120_000],
  ['一千二', 1200],
  ['一亿二千万', 120_000_000],
  ['两万零五百', 20_500],
  ['三五百', null],
  ['1.2.3', null],
  ['百', null],
  ['二〇〇', null],
])('%s', (words, value) => {
  expect(wholeNumber(words)).toBe(value)
})
