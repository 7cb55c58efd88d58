import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contextOfPerson } from './context-words.ts'
import { kindsOf, type PasswordRules, passwordFault, ruleWords, waitMinutes } from './rules.ts'

const LENGTH: PasswordRules = { profile: 'length', leastLength: 8, rotationDays: 90, history: 5 }
const COMPOSITION: PasswordRules = { ...LENGTH, profile: 'composition' }
const COMMON = new Set(['password', 'iloveyou', 'qwerty', 'dragonball', 'football1'])
const ABOUT = contextOfPerson({ login: 'zhuren', name: '柳青山', places: ['澜川市', '样本省', '市财政局'] })
const faultOf = (password: string, rules = LENGTH): string | null =>
  passwordFault(password, rules, ABOUT, (text) => COMMON.has(text))

describe('I02 by length', () => {
  test.each([
    '风吹过 稻田的声音',
    'correct horse battery',
    'mugua-gangjin-yueliang',
    '双拥办-第一次改的口令',
    'Zhuren likes the old bridge at noon',
    'x7Q!plum',
    '一二三四五六七八九十水',
  ])('%s stands', (password) => {
    expect(faultOf(password)).toBeNull()
  })

  test.each([
    ['short', /至少 8 位/],
    ['888888888', /只用数字/],
    ['13800138000', /只用数字/],
    ['19880613', /只用数字/],
    ['52013145201314', /只用数字/],
    ['abcabcabc', /重复/],
    ['qwertyuiop', /键盘/],
    ['1qaz2wsx3edc', /键盘/],
    ['aaaaaaaaab', /重复/],
    ['password2026', /常见/],
    ['P@ssw0rd!!', /常见/],
    ['woaini5201314', /常见/],
    ['Admin@123', /常见/],
    ['zhangwei123', /拼音/],
    ['lixiaolong8!', /拼音/],
    ['柳青山20260101', /姓名/],
    ['liuqingshan1', /姓名/],
    ['zhuren@2026', /账号/],
    ['lanchuan2026', /本市/],
    ['lanchuan caizheng', /本单位/],
    ['CaiZhengJu#2026', /本单位/],
    ['woaizhongguo', /常见/],
    ['20261122abcd', /日期/],
    ['1988-06-13qwe', /日期/],
    ['1qaz@WSX3edc', /键盘/],
    ['Shuangyong!2026', /双拥/],
    ['tongxin-tongxin', /同心/],
    ['同心同心双拥双拥', /同心/],
  ])('%s is refused with a reason', (password, reason) => {
    expect(faultOf(password)).toMatch(reason)
  })

  test('nothing of 64 signs and more is refused for its length, whatever its kinds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z风雨山河]{64,190}$/), (password) => {
        expect(faultOf(password) ?? '').not.toMatch(/位|四类/)
      }),
      { numRuns: 50, seed: 20_260_714 },
    )
  })
})

describe('I02 by composition (等保)', () => {
  test('three of four kinds are asked for', () => {
    expect(kindsOf('Aa1!')).toBe(4)
    expect(faultOf('correct horse battery', COMPOSITION)).toMatch(/四类/)
    expect(faultOf('Correct horse battery', COMPOSITION)).toBeNull()
    expect(faultOf('Password2026', COMPOSITION)).toMatch(/常见/)
  })

  test('the words beside the field tell the rule in force', () => {
    expect(ruleWords(COMPOSITION)).toMatch(/三类.*90 天一换.*前 5 次/)
    expect(ruleWords({ ...LENGTH, leastLength: 12 })).toMatch(/至少 12 位/)
  })
})

test('I03 the wait doubles from the limit on and ends at half an hour', () => {
  expect([4, 5, 6, 7, 8, 9, 10, 99].map((failures) => waitMinutes(failures, 5))).toEqual([0, 1, 2, 4, 8, 16, 30, 30])
})
