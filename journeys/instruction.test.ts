import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  type Person,
  picture,
  signIn,
} from './browser.ts'
import { chooseUnit, dialogOf, drawerOf, expectState, openMatter, press, send, told, typeDay } from './doings.ts'

const MATTER = '驻澜某部门前道路排水整治'
const TASK = '汛期前先把门前排水沟清通'
const WORDS = `${TASK}。月底前报我一次。`
const BUREAU = '市交通运输局'
const RESULT = '排水沟已清通，雨后未再积水。'

describe("a leader's instruction becomes a closed matter", () => {
  let browser: Browser
  let office: Person
  let leader: Person
  let bureau: Person
  let beside: Person
  let atFirst = 0

  const bellOf = ({ page }: Person) => page.getByRole('banner').getByRole('link', { name: /^消息/ })
  /** The number on the bell. */
  const unread = async (person: Person): Promise<number> =>
    Number((await bellOf(person).getAttribute('aria-label'))?.replace(/\D/g, '') || 0)
  /** Waits for the number on the bell of a window that nobody touches. */
  const expectUnread = (person: Person, count: number) =>
    expect.poll(() => unread(person), { timeout: 20_000 }).toBe(count)

  /** The instruction as it stands in a list of them. */
  const written = (page: Page | Locator) =>
    page.getByRole('list', { name: '批示' }).getByRole('listitem').filter({ hasText: WORDS })

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    leader = await signIn(browser, 'ld')
    bureau = await signIn(browser, 'jtj')
    const units = await office.page.request.get(`/api/units?q=${encodeURIComponent(BUREAU)}`)
    const [unit] = (await units.json()).rows
    const raised = await office.page.request.post('/api/matters/tasks', {
      data: { category: 'facilities', title: MATTER, body: '', leadUnitId: unit.id, dueOn: '2026-09-30' },
    })
    expect(raised.status()).toBe(200)
    await openMatter(bureau.page, MATTER)
    await press(bureau.page, '签收')
    await expectState(bureau.page, '办理中')
    await bureau.page.goto('/')
  })
  afterAll(() => browser?.close())

  test('another window of the bureau stands open and is not touched from now on', async () => {
    beside = await signIn(browser, 'jtj')
    const { page } = beside
    await page.goto('/notices')
    await page.getByRole('heading', { name: '消息' }).waitFor()
    // A load would forget it.
    await page.evaluate(() => void Object.assign(globalThis, { hasStayed: true }))
    await expect.poll(async () => /\d+ 条未读/.exec(await page.locator('main').innerText())?.[0]).toBeDefined()
    atFirst = Number(/(\d+) 条未读/.exec(await page.locator('main').innerText())?.[1])
    await expectUnread(beside, atFirst)
  })

  test('the leader writes on the matter, to the liaison of its lead', async () => {
    const { page } = leader
    const drawer = await openMatter(page, MATTER)
    await drawer.getByRole('button', { name: '写批示' }).click()
    const dialog = dialogOf(page)
    await chooseUnit(page, dialog.getByRole('combobox', { name: '批给' }), `${BUREAU}联络员`)
    await dialog.getByLabel('批示', { exact: true }).fill(WORDS)
    await typeDay(dialog.getByLabel('要求办结日'), '2026-07-31')
    await expectAccessible(page, '写批示')
    await expectNoOverflow(page, '写批示')
    await picture(page, 'instruction-form')
    await send(page, '写下批示')
    await told(page, '批示已写下，已告知批给的岗位。')
    await written(drawer).getByText('待阅').waitFor()
  })

  test('the count of 消息 changes in the open window without a load, and the thing stands in its list', async () => {
    const { page } = beside
    await expectUnread(beside, atFirst + 1)
    await page.getByRole('main').getByRole('listitem').filter({ hasText: MATTER }).getByText('给本岗').waitFor()
    await expectChinese(page, '消息')
    await expectNoOverflow(page, '消息')
    await picture(page, 'instruction-notice')
  })

  test('the office makes it a task with one tap', async () => {
    const { page } = office
    await page.goto('/')
    await written(page).getByRole('button', { name: '转为事项' }).click()
    await told(page, /^已立并交办，编号 RW-2026-\d+。/)
    await openMatter(page, TASK)
    await expectState(page, '待签收')
    await drawerOf(page).getByText('2026-07-31').waitFor()
    await written(drawerOf(page)).getByText('已转事项').first().waitFor()
    await expectUnread(beside, atFirst + 2)
  })

  test('the bureau signs for it, does it and reports', async () => {
    const { page } = bureau
    await page.goto('/')
    await page
      .getByRole('region', { name: /^我要办的/ })
      .getByRole('link', { name: TASK })
      .click()
    await written(drawerOf(page)).waitFor()
    await press(page, '签收')
    await expectState(page, '办理中')
    await press(page, '报办结')
    await dialogOf(page).getByLabel('办结情况').fill(RESULT)
    await send(page, '报办结')
    await expectState(page, '待确认')
    // Whoever has opened a thing has read its news, in every window of the post.
    await expectUnread(beside, atFirst + 1)
    await openMatter(page, MATTER)
    await written(drawerOf(page)).waitFor()
    await expectUnread(beside, atFirst)
    expect(await beside.page.evaluate(() => 'hasStayed' in globalThis)).toBe(true)
  })

  test('the office closes it, and the leader reads 已落实 with what was done', async () => {
    await openMatter(office.page, TASK)
    await press(office.page, '确认销号')
    await expectState(office.page, '已销号')

    const { page } = leader
    await page.goto('/instructions')
    await page.getByText('全部', { exact: true }).first().click()
    const one = written(page)
    await one.getByText('已落实', { exact: true }).waitFor()
    await one.getByText(RESULT).waitFor()
    await expectChinese(page, '批示')
    await expectAccessible(page, '批示')
    await picture(page, 'instruction-done')
    await one.getByRole('link', { name: TASK }).click()
    await expectState(page, '已销号')
    await openMatter(page, MATTER)
    await written(drawerOf(page)).getByText('已落实', { exact: true }).waitFor()
  })

  test('no page failed on the way', () => {
    expect([office, leader, bureau, beside].flatMap(({ problems }) => problems)).toEqual([])
  })
})
