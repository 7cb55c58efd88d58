import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftOf } from './draft.ts'
import { TODAY } from './fixtures/sentences.ts'
import { isReady } from './form.ts'
import { readFact } from './read.ts'

/** A sentence with what it tells, and whether its totals are those of its parts. */
type Told = { said: string; amounts: Record<string, number>; agrees: boolean }

const money = (value: number) =>
  fc.constantFrom(`${value}元`, `${value / 10_000}万元`, `${value.toLocaleString('en')}元`, `${value}块钱`)
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const part = (least: number, most: number, step: number) =>
  fc.integer({ min: least, max: most }).map((value) => value * step)
const words = (...some: string[]) => fc.constantFrom(...some)

const families = fc.gen().map((g): Told => {
  const names = g(fc.subarray, ['军属', '烈属', '老兵', '困难退役军人'], { minLength: 1 })
  const counts = names.map(() => g(part, 1, 4, 1))
  const homes = sum(counts)
  let said = g(words, '7月10日走访', '昨天慰问', '7.10 走访慰问', '上周五前往看望')
  said += names.map((name, index) => `${name}${counts[index]}户`).join(g(words, '、', '，', '和'))
  const wrongHomes = g(fc.nat, { max: 8 }) === 0 ? 1 : 0
  if (wrongHomes > 0 || g(fc.boolean)) said += `，共${homes + wrongHomes}户`
  const isEach = g(fc.boolean)
  const cash = g(part, 1, 8, 500)
  said +=
    g(words, ...(isEach ? ['，每户', '，每户慰问金', '，户均'] : ['，送慰问金', '，共送慰问金', '，送去'])) +
    g(money, cash)
  const gifts = g(fc.boolean) ? g(part, 1, 5, 500) : 0
  if (gifts > 0)
    said +=
      g(words, '、', '，', '和') + (isEach ? '另送' : '') + g(words, '慰问品价值', '大米10袋折款') + g(money, gifts)
  const all = cash * (isEach ? homes : 1) + gifts
  const wrongSum = g(fc.nat, { max: 4 }) === 0 ? 500 : 0
  if (wrongSum > 0 || g(fc.boolean))
    said += g(words, '，共计', '，合计', '，共', '总计', '，总价值') + g(money, all + wrongSum)
  return {
    said,
    amounts: { households: homes, money: all - gifts, ...(gifts > 0 ? { 'gifts-money': gifts } : {}) },
    agrees: wrongHomes + wrongSum === 0,
  }
})

const named = fc.gen().map((g): Told => {
  const names = g(fc.subarray, ['军属孙大娘', '烈属钱大爷', '老兵吴大伯'], { minLength: 1 })
  const sums = names.map(() => g(part, 2, 5, 100))
  const stops = g(words, '，', '；', '，又')
  let said = names
    .map((name, index) => {
      const given = g(words, '，送', '，给了', '，留了', '，送慰问金', '，塞了')
      return `${g(words, '看望', '走访', '前去看望')}${name}${given}${sums[index]}${g(words, '元', '块钱', '')}`
    })
    .join(stops)
  const wrong = g(fc.nat, { max: 3 }) === 0 ? 100 : 0
  if (wrong > 0) said += `，一共${sum(sums) + wrong}元`
  return { said: `昨天${said}`, amounts: { households: names.length, money: sum(sums) }, agrees: wrong === 0 }
})

test('whatever may be saved in one press is what the sentence tells: equal numbers, sums of parts, each one and all', () => {
  let ready = 0
  fc.assert(
    fc.property(fc.oneof(families, named), ({ said, amounts, agrees }) => {
      const reading = readFact(said, { today: TODAY, sides: ['civil'] })
      const draft = draftOf(reading, said, { today: TODAY, regionId: 3 })
      if (!isReady(draft, reading, draft.asks)) return
      ready++
      expect(Object.fromEntries(draft.quantities.map(({ key, value }) => [key, value])), said).toEqual(amounts)
      expect(agrees, said).toBe(true)
    }),
    { numRuns: 500 },
  )
  expect(ready).toBeGreaterThan(50)
})
