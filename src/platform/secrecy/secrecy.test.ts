import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBankCard } from './bank-card.ts'
import { LEAKS, LEAKY_FILE_NAMES, ORDINARY, ORDINARY_FILE_NAMES } from './fixtures/leaks.ts'
import { FIELD_LEAKS, FIELD_ORDINARY } from './fixtures/personal.ts'
import { scan, scanEach, scanField, scanFileName, secrecyRules } from './index.ts'
import { isResidentId } from './resident-id.ts'
import ruleSet from './rules.json' with { type: 'json' }

const rootOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const filling = '市双拥办会同各成员单位扎实推进各项工作，军政军民团结持续巩固。'

describe('the rule set', () => {
  it('has a version, and every rule a name and a reason that says what to do', () => {
    expect(secrecyRules.version).toMatch(/^\d{4}\.\d+$/)
    for (const rule of ruleSet.rules) {
      expect(rule.name).toMatch(/\p{Script=Han}/u)
      expect(rule.reason).toMatch(/不得|不供|不在这里/u)
      expect(rule.reason).toMatch(/改用|只写|删去|去掉|取得/u)
      expect(rule.reason).not.toMatch(/请|抱歉|失败|[！!]/u)
    }
  })
  it('is tried rule by rule', () => {
    const tried = new Set([...LEAKS, ...FIELD_LEAKS].map(([rule]) => rule))
    expect(tried.size).toBeGreaterThanOrEqual(ruleSet.rules.length - 1)
    expect(LEAKS.length).toBeGreaterThanOrEqual(50)
    expect(ORDINARY.length).toBeGreaterThanOrEqual(10)
  })
})

describe('a leak is stopped', () => {
  it.each(LEAKS)('by %s: %s', (rule, text) => {
    expect(scan(text).map((hit) => hit.ruleId)).toContain(rule)
  })
  it.each(LEAKS)('also amid other sentences, by %s: %s', (rule, text) => {
    const whole = `${filling}\n${text}\n${filling}`
    expect(scan(whole).map((hit) => hit.ruleId)).toContain(rule)
  })
  it('with its place in the original text', () => {
    const text = '慰问 ０ ０ ０ ０ ０ 部队，送去慰问品'
    const hit = scan(text)[0]
    expect(hit && text.slice(hit.start, hit.end)).toBe('０ ０ ０ ０ ０ 部队')
    expect(hit?.excerpt).toContain('０ ０ ０ ０ ０ 部队')
  })
  it('when the page broke the line inside it', () => {
    expect(scan('八一前夕市领导一行走访慰问了驻地00000\n部队官兵，送去慰问品')).not.toEqual([])
  })
  it('when letters stand outside the basic plane before it', () => {
    const text = '🎉🎉慰问00000部队🎉'
    const hit = scan(text)[0]
    expect(hit && text.slice(hit.start, hit.end)).toBe('00000部队')
  })
  it.each(LEAKY_FILE_NAMES)('in the file name %s', (name) => {
    expect(scanFileName(name)).not.toEqual([])
  })
})

describe('a phone or an exact address typed into a field', () => {
  it.each(FIELD_LEAKS)('is stopped by %s: %s', (rule, text) => {
    for (const whole of [text, `${filling}\n${text}\n${filling}`])
      expect(scanField(whole).map((hit) => hit.ruleId)).toContain(rule)
  })
  it('is told with its place and where it belongs, and stands in a document that is read in', () => {
    const text = '看望魏大根 13800138000'
    const [hit] = scanField(text)
    expect(hit && text.slice(hit.start, hit.end)).toBe('13800138000')
    expect(hit?.reason).toMatch(/删去号码.*底册/u)
    expect(scan(text)).toEqual([])
    expect([...scanEach(['某某', text], scanField).keys()]).toEqual([1])
  })
  it.each([...FIELD_ORDINARY, ...ORDINARY])('is not seen in %s', (text) => {
    expect(scanField(text)).toEqual([])
  })
})

describe('an ordinary text passes', () => {
  it.each(ORDINARY)('%s', (text) => {
    expect(scan(text)).toEqual([])
  })
  it('also when all of them stand on one page', () => {
    expect(scan(ORDINARY.join('\n'))).toEqual([])
    expect(scan(ORDINARY.join(''))).toEqual([])
  })
  it.each(ORDINARY_FILE_NAMES)('as the file name %s', (name) => {
    expect(scanFileName(name)).toEqual([])
  })
  for (const folder of ['../shared/seeds', 'src/features/sources/reading/fixtures', 'src/main/sample/texts']) {
    const path = rootOf(folder)
    const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.txt')) : []
    it.skipIf(files.length === 0)(`as the documents of ${folder}`, () => {
      for (const file of files)
        expect({ file, hits: scan(readFileSync(`${path}/${file}`, 'utf8')) }).toEqual({ file, hits: [] })
    })
  }
})

describe('a resident identity number', () => {
  it('is personal data, and its reason says so', () => {
    const [hit] = scan('身份证号990000199001010017')
    expect(hit).toMatchObject({ ruleId: 'resident-id', name: '个人身份证号' })
    expect(hit?.reason).toMatch(/^个人身份证号不在这里登记/u)
  })
  it('is one only with a day that exists and the right check digit', () => {
    expect(isResidentId('990000199001010017')).toBe(true)
    expect(isResidentId('990000199001010011')).toBe(false)
    expect(isResidentId('990000199002300016')).toBe(false)
  })
})

describe('the number of a bank card', () => {
  it('is one only with its beginning, its length and the right check digit', () => {
    expect(isBankCard('6229000000000000017')).toBe(true)
    expect(isBankCard('6229000000000000018')).toBe(false)
    expect(isBankCard('6229')).toBe(false)
  })
})

describe('the scan', () => {
  it('gives places inside the text, whatever the text', () => {
    const pieces = fc.constantFrom(
      '0',
      '０',
      '零',
      ' ',
      '\n',
      '部队',
      '官兵',
      '秘密',
      '★',
      '°',
      '115.0000',
      '坦克',
      '三十',
      '辆',
      '\u200b',
      '🎉',
      'ﬁ',
      '㎞',
      '月',
      '日',
      '开进',
      '-',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        return scan(text).every((hit) => hit.start >= 0 && hit.start < hit.end && hit.end <= text.length)
      }),
      { numRuns: 300 },
    )
  })
  it('comes to an end on long runs made to slow it down', () => {
    for (const run of [
      '0',
      '十',
      '坦克',
      '0.',
      '0-',
      '0 ',
      '秘密',
      '3月5日',
      '官兵',
      '位于',
      '\n',
      '[',
      '第0',
      '武警',
    ]) {
      expect(scan(run.repeat(20_000)).length).toBeLessThanOrEqual(200)
    }
  }, 60_000)
})

it('many texts read together are objected to for the same places as each by itself', () => {
  const texts = fc.sample(
    fc.constantFrom(...LEAKS.map(([, text]) => text), ...ORDINARY, filling, '甲一', '东门路 3 号', '1', ''),
    { numRuns: 300, seed: 20260714 },
  )
  const alone = new Map(texts.map((text, place) => [place, scan(text)] as const).filter(([, hits]) => hits.length > 0))
  expect(scanEach(texts)).toEqual(alone)
  expect(alone.size).toBeGreaterThan(100)
})
