import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberAt, numberIn } from './numbers.ts'

const DIGITS = '零一二三四五六七八九'
const UNITS = ['', '十', '百', '千']

/** Four digits as they are spoken: 1203 → 一千二百零三. */
const section = (value: number): string => {
  let text = ''
  let zero = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10
    if (digit === 0) zero = text !== ''
    else {
      text += (zero ? '零' : '') + DIGITS[digit] + UNITS[place]
      zero = false
    }
  }
  return text
}

/** Whole numbers below 10^16 in Chinese: sections of four under 万, 亿 and 万亿. */
const chinese = (value: bigint): string => {
  if (value === 0n) return '零'
  const below = (part: number, form: string): string => (part < 1000 && part > 0 ? `零${form}` : form)
  const high = Number(value / 1_000_000_000_000n)
  const hundredMillions = Number((value / 100_000_000n) % 10_000n)
  const tenThousands = Number((value / 10_000n) % 10_000n)
  const ones = Number(value % 10_000n)
  const front = high > 0 ? `${section(high)}万` : ''
  const second =
    hundredMillions > 0 ? (front ? below(hundredMillions, section(hundredMillions)) : section(hundredMillions)) : ''
  const billions = front || second ? `${front}${second}亿` : ''
  const third =
    tenThousands > 0 ? `${billions ? below(tenThousands, section(tenThousands)) : section(tenThousands)}万` : ''
  const gap = tenThousands === 0 && billions && ones > 0 ? '零' : ''
  const last = ones > 0 ? (third && ones < 1000 ? `零${section(ones)}` : section(ones)) : ''
  const zero = gap && !last.startsWith('零') ? gap : ''
  return `${billions}${third}${zero}${last}`
}

const whole = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }),
  fc.bigInt({ min: 0n, max: 100_000n }),
  fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 12 }))
    .map(([n, power]) => BigInt(n) * 10n ** BigInt(power)),
)

test('Chinese numerals up to 10^16 are read back', () => {
  fc.assert(
    fc.property(whole, (value) => {
      expect(numberIn(chinese(value))).toBe(Number(value))
      expect(numberIn(chinese(value).replace(/二(?=[百千万亿])/g, '两'))).toBe(Number(value))
    }),
    { numRuns: 2000 },
  )
  expect(numberIn('一亿亿')).toBe(1e16)
})

test('Arabic digits are read back in every way of grouping and with every multiplier', () => {
  fc.assert(
    fc.property(whole, fc.constantFrom(',', ' ', ''), (value, mark) => {
      const grouped = value.toString().replace(/\B(?=(\d{3})+$)/g, mark)
      expect(numberIn(grouped)).toBe(Number(value))
    }),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom<[string, number]>(
        ['十', 1],
        ['百', 2],
        ['千', 3],
        ['万', 4],
        ['百万', 6],
        ['千万', 7],
        ['亿', 8],
      ),
      fc.constantFrom('', '余', '多'),
      (digits, decimals, [word, power], more) => {
        const printed = (digits / 10 ** decimals).toFixed(decimals)
        const value = Number(`${digits}e${power - decimals}`)
        expect(numberIn(printed + word + more)).toBe(value)
        if (more) expect(numberIn(printed + more + word)).toBe(value)
      },
    ),
    { numRuns: 1000 },
  )
})

test.each<[string, number]>([
  ['1,200', 1200],
  ['1 200余', 1200],
  ['1.2千', 1200],
  ['12百', 1200],
  ['两百多', 200],
  ['廿', 20],
  ['廿五', 25],
  ['卅', 30],
  ['一千二', 1200],
  ['三千五百', 3500],
  ['一万二', 12_000],
  ['一万零二百', 10_200],
  ['两百零三', 203],
  ['十', 10],
  ['十五', 15],
  ['一百一十', 110],
  ['百余', 100],
  ['四百余', 400],
  ['两千余万', 20_000_000],
  ['3亿2000万', 320_000_000],
  ['1万2千', 12_000],
  ['九十二点五', 92.5],
  ['二点三亿', 230_000_000],
  ['1.06亿', 106_000_000],
  ['0.3万余', 3000],
  ['壹仟贰佰', 1200],
  ['一亿两千万', 120_000_000],
  ['三万亿', 3e12],
])('%s is %d', (text, value) => {
  expect(numberIn(text)).toBe(value)
})

test.each<[string, number, number]>([
  ['三五', 3, 5],
  ['七八十', 70, 80],
  ['两三百', 200, 300],
  ['十七八', 17, 18],
])('%s is a stretch', (text, low, high) => {
  expect(numberAt(text, 0)).toMatchObject({ value: low, high, end: text.length })
})

test.each(['二〇一九', '一九八五', '零零', '1.2.3', '', '市', '12345678901234567890123456789'])(
  '%j is no number by itself',
  (text) => {
    expect(numberIn(text)).toBeNull()
  },
)

test('any text gives a number that ends behind its beginning, or none', () => {
  const piece = fc.constantFrom('零', '两', '十', '廿', '百', '万', '亿', '点', '余', '多', '1', '0', ',', '.', ' ')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      for (let at = 0; at < text.length; at++) {
        const read = numberAt(text, at)
        if (read) {
          expect(read.end).toBeGreaterThan(at)
          expect(read.end).toBeLessThanOrEqual(text.length)
          expect(Number.isFinite(read.value)).toBe(true)
        }
      }
    }),
    { numRuns: 1000 },
  )
})
