import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Person, signIn } from './browser.ts'
import {
  chooseUnit,
  countOf,
  dialogOf,
  drawerOf,
  dualCounts,
  expectState,
  openMatter,
  press,
  send,
  shownCount,
  told,
  typeDay,
} from './doings.ts'

const NEED = '军人家属早班公交延伸一站'
const DETAIL = '早上六点半前没有到达随军家属院的公交车，希望延伸一站。'
const HIDDEN = '部队需求（内容仅提出方、双拥办和承办单位可见）'

describe('a troop liaison raises a need that the locality answers', () => {
  let browser: Browser
  let troops: Person
  let office: Person
  let bureau: Person
  let leader: Person
  let needId = ''
  let before = { military: 0, locality: 0 }

  beforeAll(async () => {
    browser = await openBrowser()
    troops = await signIn(browser, 'zl')
    office = await signIn(browser, 'sby')
    bureau = await signIn(browser, 'jtj')
    leader = await signIn(browser, 'ld')
  })
  afterAll(() => browser?.close())

  test('the liaison keeps a draft that only he sees, then raises it', async () => {
    before = await dualCounts(office.page)
    const { page } = troops
    await page.goto('/')
    await page.getByRole('button', { name: '提需求' }).first().click()
    const dialog = dialogOf(page)
    await dialog
      .getByText(/非涉密系统，勿录涉密内容。/)
      .first()
      .waitFor()
    await dialog.getByLabel('事项名称').fill(NEED)
    await dialog.getByLabel('分类').selectOption({ label: '后路后院后代' })
    await dialog.getByLabel('具体情况').fill(DETAIL)
    await chooseUnit(page, dialog.getByRole('combobox', { name: '建议牵头单位' }), '市交通运输局')
    await typeDay(dialog.getByLabel('希望办结日'), '2026-08-14')
    await dialog.getByRole('button', { name: '存草稿' }).click()
    await told(page, '草稿已存下，只有自己看得到。')

    expect(await countOf(office.page, `/matters?view=all&light=any&q=${encodeURIComponent(NEED)}`)).toBe(0)
    await openMatter(page, NEED)
    needId = /open=(\d+)/.exec(page.url())?.[1] ?? ''
    expect(needId).not.toBe('')
    await press(page, '提出')
    await send(page, '提出')
    await told(page, /^已提出，XQ-2026-\d+。/)
    await expectState(page, '待受理')
  })

  test('the office accepts it and hands it out; it stands in the double list on the side that asks', async () => {
    const { page } = office
    await openMatter(page, NEED)
    await press(page, '受理')
    await told(page, /^已受理，XQ-2026-\d+。/)
    await drawerOf(page).getByText(DETAIL).waitFor()
    await press(page, '交办')
    const dialog = dialogOf(page)
    expect(await dialog.getByRole('combobox', { name: '牵头单位' }).inputValue()).toBe('市交通运输局')
    expect(await dialog.getByLabel('承诺日').inputValue()).toContain('2026-08-14')
    await send(page, '交办')
    await expectState(page, '待签收')
    const after = await dualCounts(page)
    expect(after).toEqual({ military: before.military + 1, locality: before.locality })
    await page.getByRole('region', { name: '部队提、地方办' }).getByRole('link', { name: '展开全部' }).click()
    await page.getByRole('table', { name: '事项' }).waitFor()
    expect(await shownCount(page)).toBe(after.military)
    await page.getByRole('table', { name: '事项' }).getByRole('link', { name: NEED }).waitFor()
  })

  test('the unit signs for it and reports done', async () => {
    const { page } = bureau
    await openMatter(page, NEED)
    await press(page, '签收')
    await told(page, /^已签收，XQ-2026-\d+。/)
    await drawerOf(page).getByText(DETAIL).waitFor()
    await press(page, '报办结')
    await dialogOf(page).getByLabel('办结情况').fill('3 路公交首班提前到六点二十，延伸一站。')
    await send(page, '报办结')
    await expectState(page, '待确认')
    expect(await drawerOf(page).getByRole('button', { name: '确认销号' }).count()).toBe(0)
  })

  test('the office that handed it out cannot confirm it: only who asked may', async () => {
    await openMatter(office.page, NEED)
    await expectState(office.page, '待确认')
    expect(await drawerOf(office.page).getByRole('button', { name: '确认销号' }).count()).toBe(0)
    await office.page.getByText('驻澜某部').first().waitFor()
  })

  test('the leader sees category and state of it, never its words', async () => {
    const { page } = leader
    await page.goto(`/dual?open=${needId}`)
    const drawer = drawerOf(page)
    await drawer.getByRole('heading', { name: HIDDEN }).waitFor()
    await drawer.getByText('后路后院后代').waitFor()
    await expectState(page, '待确认')
    for (const words of [NEED, DETAIL, '3 路公交']) expect(await page.getByText(words).count()).toBe(0)
    expect(await drawer.getByText('驻澜某部').count()).toBe(0)
    expect(await countOf(page, `/matters?view=all&light=any&q=${encodeURIComponent(NEED)}`)).toBe(0)
    const answer = await (await page.request.get(`/api/matters/${needId}`)).text()
    for (const words of [NEED, DETAIL, '3 路公交']) expect(answer).not.toContain(words)
  })

  test('the liaison refuses once with a reason, and then confirms', async () => {
    const { page } = troops
    await openMatter(page, NEED)
    await press(page, '退回重办')
    await dialogOf(page).getByLabel('原因').fill('周末首班仍是七点，请一并调整。')
    await send(page, '退回重办')
    await told(page, /^已退回重办/)

    await openMatter(bureau.page, NEED)
    await drawerOf(bureau.page).getByText('周末首班仍是七点，请一并调整。').first().waitFor()
    await expectState(bureau.page, '办理中')
    await press(bureau.page, '报办结')
    await dialogOf(bureau.page).getByLabel('办结情况').fill('周末首班同样提前到六点二十。')
    await send(bureau.page, '报办结')

    await openMatter(page, NEED)
    await press(page, '确认销号')
    await told(page, /^已销号，XQ-2026-\d+。/)
    await page.goto(`/dual?show=closed&open=${needId}`)
    await expectState(page, '已销号')
    await page.getByRole('region', { name: '部队提、地方办' }).getByRole('link', { name: NEED }).waitFor()
    expect(await dualCounts(office.page)).toEqual(before)
  })

  test('no page failed on the way', () => {
    expect([troops, office, bureau, leader].flatMap(({ problems }) => problems)).toEqual([])
  })
})
