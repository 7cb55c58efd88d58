import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, expectChinese, expectNoOverflow, openBrowser, PHONE, picture, signIn } from './browser.ts'
import { dialogOf, told } from './doings.ts'

/** Facts that are looked at by exception, figures after closing, plaques reckoned up, and a register that was the wrong one. */

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Asks as the person of this window, the way the screens do. */
const ask = <Answer>(page: Page, path: string, body?: unknown): Promise<Answer> =>
  page.evaluate(
    async ([at, sent]) => {
      const answer = await fetch(`/api${at}`, {
        ...(sent === undefined
          ? {}
          : {
              method: 'POST',
              headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
              body: JSON.stringify(sent),
            }),
      })
      const said = await answer.json()
      if (!answer.ok) throw new Error(`${at}: ${answer.status} ${JSON.stringify(said)}`)
      return said
    },
    [path, body] as const,
  )

type FactRow = { id: number; version: number; code: string }
type Checking = { odd: { fact: FactRow }[]; plain: FactRow[] }

/** The day so many days before the one on which the journeys play. */
const daysBefore = (days: number): string =>
  new Date(Date.UTC(2026, 6, 14) - days * 86_400_000).toISOString().slice(0, 10)

/** The place of the unit that the person acts for. */
const placeOf = (page: Page): Promise<number> =>
  ask<{ acting: { regionId: number } }>(page, '/session').then(({ acting }) => acting.regionId)

const looksWell = async (page: Page, where: string): Promise<void> => {
  await expectNoOverflow(page, where)
  await expectAccessible(page, where)
  await expectChinese(page, where)
}

test('the township checks fifty facts: three odd ones stand first with their reasons, the others go in one tap', async () => {
  const village = await signIn(browser, 'cj1')
  const township = await signIn(browser, 'fwz')
  // What the sample left waiting is out of the way first.
  const before = await ask<Checking>(township.page, '/facts/checking')
  const waiting = [...before.odd.map(({ fact }) => fact), ...before.plain]
  if (waiting.length > 0)
    await ask(township.page, '/facts/checks', { facts: waiting.map(({ id, version }) => ({ id, version })) })
  const regionId = await placeOf(village.page)
  const record = (days: number, more: object) =>
    ask(village.page, '/facts', {
      ...{ kind: 'meeting', title: '村双拥小组碰头会', regionId, startsOn: daysBefore(days) },
      ...{ fields: {}, quantities: [], ...more },
    })
  for (let days = 1; days <= 47; days += 1) await record(days, {})
  // Two of one kind on one day, and one with ten times the usual money.
  const activity = { kind: 'activity', fields: { type: 'volunteer' } }
  await record(50, { ...activity, title: '老兵讲故事' })
  await record(50, { ...activity, title: '社区国防电影夜' })
  await record(52, {
    ...{ kind: 'visit', direction: 'to-families', title: '上门看望优抚对象', fields: { occasion: 'usual' } },
    quantities: [{ key: 'money', value: 50_000, qualifier: null }],
  })

  const { page } = township
  await page.goto('/facts/checking')
  const odd = page.getByRole('region', { name: '有疑点的' })
  await odd.getByText('慰问金 50,000 元，平常约').waitFor()
  expect(await odd.getByRole('button', { name: '核对无误' }).count()).toBe(3)
  expect(await odd.getByText(/同一天同一地方已有同类实绩/).count()).toBe(2)
  await looksWell(page, '核对')
  await picture(page, 'checking-fifty')
  await page.getByRole('button', { name: '核对这 47 条' }).click()
  await told(page, '已核对 47 条。')
  await page.getByText('没有了。').waitFor()
  for (let left = 3; left > 0; left -= 1) {
    await odd.getByRole('button', { name: '核对无误' }).first().click()
    await expect.poll(() => odd.getByRole('button', { name: '核对无误' }).count()).toBe(left - 1)
  }
  const after = await ask<Checking>(page, '/facts/checking')
  expect([after.odd, after.plain]).toEqual([[], []])
  expect([...village.problems, ...township.problems]).toEqual([])
  await village.context.close()
  await township.context.close()
})

test('what is written down after closing counts as 补记, and the closed figure keeps its value and says +1', async () => {
  const { page, context, problems } = await signIn(browser, 'sby')
  type Period = {
    id: number
    name: string
    state: string
    startsOn: string
    endsOn: string
    count: number
    change: number
  }
  const closed = (await ask<{ periods: Period[] }>(page, '/fact-periods')).periods.find(
    ({ state }) => state === 'closed',
  )
  expect(closed).toBeDefined()
  const { id, name, endsOn, count, change } = closed as Period
  const village = await signIn(browser, 'cj2', PHONE)
  const regionId = await placeOf(village.page)
  await ask(village.page, '/facts', {
    ...{ kind: 'activity', title: '补记一次老兵讲故事', regionId, startsOn: endsOn },
    ...{ fields: { type: 'volunteer' }, quantities: [] },
  })
  await page.goto('/facts/periods')
  const row = page.getByRole('table', { name: '闭账期' }).getByRole('row').filter({ hasText: name })
  await row.getByText(`闭账后 +${change + 1}`).waitFor()
  await row.getByText(`${count.toLocaleString('en')} 条`).waitFor()
  await looksWell(page, '闭账')
  await picture(page, 'closed-plus-one')
  const again = (await ask<{ periods: Period[] }>(page, '/fact-periods')).periods.find((one) => one.id === id)
  expect(again).toMatchObject({ count, change: change + 1 })
  expect([...problems, ...village.problems]).toEqual([])
  await context.close()
  await village.context.close()
})

test('a county officer reconciles the plaques: the account balances, every figure opens as many families, and it is frozen with a number', async () => {
  const { page, context, problems } = await signIn(browser, 'lcq-sby')
  await page.goto('/registers/plaques')
  await page.getByText('账平').waitFor()
  const figure = async (list: string): Promise<number> => {
    const said = await page
      .locator('.account')
      .getByRole('link', { name: new RegExp(`，${list} \\d+ 户$`) })
      .first()
      .getAttribute('aria-label')
    return Number(/(\d+) 户$/.exec(said ?? '')?.[1])
  }
  const names = ['应挂', '已挂', '待挂', '家属谢绝', '查找不到']
  const figures: Record<string, number> = {}
  for (const one of names) figures[one] = await figure(one)
  const { 应挂: owed, ...terms } = figures
  expect(Object.values(terms).reduce((sum, one) => sum + one, 0)).toBe(owed)
  await looksWell(page, '光荣牌')
  for (const one of names) {
    await page
      .locator('.account')
      .getByRole('link', { name: new RegExp(`，${one} \\d+ 户$`) })
      .first()
      .click()
    await page
      .getByText(`${(figures[one] as number).toLocaleString('en')} 户`, { exact: false })
      .first()
      .waitFor()
  }
  await page.getByRole('button', { name: '冻结对账单' }).click()
  await dialogOf(page).getByRole('button', { name: /冻结/ }).click()
  await page.waitForURL(/\/registers\/plaques\/statements\/\d+$/)
  const statement = page.locator('main')
  const number = statement.getByText(/GP-2026-\d+/)
  await number.first().waitFor()
  await statement.getByText('账平').first().waitFor()
  await picture(page, 'plaques-frozen')
  await looksWell(page, '对账单')
  expect(problems).toEqual([])
  await context.close()
})

test('a leader drills from a figure by county down to families, whose names are masked', async () => {
  const { page, context, problems } = await signIn(browser, 'ld')
  await page.goto('/measures')
  const waiting = page.getByRole('button', { name: /^待挂光荣牌 / })
  const count = Number(/([\d,]+) 户$/.exec((await waiting.getAttribute('aria-label')) ?? '')?.[1]?.replaceAll(',', ''))
  await waiting.click()
  const drawer = page.getByRole('complementary', { name: '待挂光荣牌' })
  await drawer.getByRole('heading', { name: `家庭 ${count.toLocaleString('en')} 户` }).waitFor()
  // One county of the eight, and its families: as many as its figure says.
  const county = drawer.getByRole('button', { name: /^澜城区 / })
  const within = /([\d,]+) 户$/.exec((await county.getAttribute('aria-label')) ?? '')?.[1]
  await county.click()
  await drawer.getByRole('heading', { name: `家庭 ${within} 户` }).waitFor()
  expect(await drawer.innerText()).toMatch(/\n\S\*+\n/)
  await picture(page, 'leader-drilled')
  await looksWell(page, '指标')
  const { rows } = await ask<{ rows: { headName: string }[] }>(page, '/households?size=50')
  expect(rows.length).toBeGreaterThan(0)
  for (const { headName } of rows) expect(headName).toMatch(/^.\*+$/)
  // The way on leads to the family, without closed values.
  await page.goto('/registers')
  await page
    .getByRole('row')
    .filter({ hasText: /户主 .\*+/ })
    .first()
    .click()
  await page.getByRole('complementary', { name: '家庭详情' }).getByRole('heading').first().waitFor()
  expect(await page.locator('main').innerText()).not.toMatch(/\d{15}/)
  await looksWell(page, '家庭')
  expect(problems).toEqual([])
  await context.close()
})

test('P02 on the screens of 底册 closed values stand masked until a reason is given, for a minute and with its row', async () => {
  const { page, context, problems } = await signIn(browser, 'lcq-sby')
  await page.goto('/registers')
  await page.getByRole('row').filter({ hasText: '东河社区' }).first().click()
  const family = page.getByRole('complementary', { name: '家庭详情' })
  const look = family.getByRole('button', { name: /^看.+的身份证号$/ }).first()
  await look.waitFor()
  const clear = /\d{17}[\dX]/
  expect(await family.innerText()).toMatch(/\d{3,6}\*+/)
  expect(await family.innerText()).not.toMatch(clear)
  expect(await family.innerText()).not.toMatch(/1\d{10}/)
  // The page itself was never given them.
  const { id } = await ask<{ rows: { id: number }[] }>(page, '/households?size=1').then(({ rows }) => rows[0]!)
  expect(JSON.stringify(await ask(page, `/households/${id}`))).not.toMatch(clear)
  await look.click()
  await dialogOf(page).getByRole('button', { name: '看内容' }).click()
  // Without a reason nothing is told.
  expect(await family.innerText()).not.toMatch(clear)
  await dialogOf(page).getByRole('button', { name: '核对身份' }).click()
  await dialogOf(page).getByRole('button', { name: '看内容' }).click()
  await family.getByRole('button', { name: '隐去' }).waitFor()
  expect(await family.innerText()).toMatch(clear)
  await family.getByRole('button', { name: '隐去' }).click()
  expect(await family.innerText()).not.toMatch(clear)
  // Nothing of it stays in the page's address, its history of queries or its stores.
  expect(
    await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }])),
  ).not.toMatch(clear)
  await looksWell(page, '家庭')
  expect(problems).toEqual([])
  await context.close()
})

test('a register that was the wrong one is checked, taken in, and taken back as a whole', async () => {
  const { page, context, problems } = await signIn(browser, 'lcq-sby')
  const families = () => ask<{ total: number }>(page, '/households?size=1').then(({ total }) => total)
  const before = await families()
  await page.goto('/registers/imports')
  const send = (rows: readonly string[]) =>
    page.getByLabel('选底册表格').setInputFiles({
      name: '别处的花名册.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`姓名,与户主关系,出生年月,乡镇（街道）,村（社区）,对象类别\n${rows.join('\n')}\n`),
    })
  const panel = page.getByRole('region', { name: '别处的花名册.csv' }).first()
  // Nothing in it can be read: what is wrong stands row by row, and nothing is offered to be taken in.
  await send(['导错甲3,户主,1958-03,东门街道,东河社区,退役士兵'])
  await panel.getByText('姓名里有数字或符号，照证件改好').waitFor()
  expect(await panel.getByRole('checkbox').count()).toBe(0)
  await panel.getByRole('button', { name: '不导入，清除表格' }).click()
  await panel.getByText('已取消').waitFor()

  const sign = '甲乙丙丁戊己庚辛壬癸'
  const names = Array.from({ length: 40 }, (_, at) => `误${sign[Math.floor(at / 10)]}${sign[at % 10]}`)
  await send(names.map((name, at) => `${name},户主,19${50 + (at % 40)}-03,东门街道,东河社区,退役士兵`))
  await panel.getByRole('button', { name: '导入 40 人' }).waitFor()
  await looksWell(page, '导入')
  await picture(page, 'import-checked')
  expect(await families()).toBe(before)
  await panel.getByRole('button', { name: '导入 40 人' }).click()
  await panel.getByRole('button', { name: '整批撤回' }).waitFor()
  expect(await families()).toBe(before + 40)
  await panel.getByRole('button', { name: '整批撤回' }).click()
  await dialogOf(page).getByRole('textbox').fill('拿错了花名册，是别处的。')
  await dialogOf(page).getByRole('button', { name: '整批撤回' }).click()
  await panel.getByText('已撤回').waitFor()
  expect(await families()).toBe(before)
  await picture(page, 'import-taken-back')
  expect(problems).toEqual([])
  await context.close()
})
