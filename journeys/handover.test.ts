import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectChinese, openBrowser, openWindow, type Person, passwordOf, picture, signIn } from './browser.ts'
import { dialogOf, drawerOf, expectState, openMatter, press, send, told } from './doings.ts'

const POST = '市住房和城乡建设局联络员'
const NEWCOMER = '住建联络员丙'
const TASK = '随军家属公租房房源核对'
const NOTE = '房源清单在局办公室，名单月底前给双拥办。'
const PASSWORD = 'a long password of his own'

describe('a post changes hands in the middle of a running matter', () => {
  let browser: Browser
  let office: Person
  let leaver: Person
  let security: Person
  let successor: Person
  let password = ''
  let owed: string[] = []

  /** Titles under 我要办的, as 今日 shows them. */
  const owedOn = async ({ page }: Person): Promise<string[]> => {
    await page.goto('/')
    const panel = page.getByRole('region', { name: /^我要办的/ })
    await panel.getByText(TASK).waitFor()
    return panel.locator('.list a').filter({ hasText: /\S/ }).allInnerTexts()
  }

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    leaver = await signIn(browser, 'zjj')
    security = await signIn(browser, 'aq')
    const admin = await signIn(browser, 'xt')
    const made = await admin.page.request.post('/api/people', { data: { login: 'zjj-new', name: NEWCOMER } })
    password = (await made.json()).password
    const units = await office.page.request.get(`/api/units?q=${encodeURIComponent('市住房和城乡建设局')}`)
    const [unit] = (await units.json()).rows
    const raised = await office.page.request.post('/api/matters/tasks', {
      data: { category: 'family', title: TASK, body: '', leadUnitId: unit.id, dueOn: '2026-07-31' },
    })
    expect(raised.status()).toBe(200)
  })
  afterAll(() => browser?.close())

  test('the outgoing liaison has signed for it and writes down what the next one must know', async () => {
    const { page } = leaver
    await openMatter(page, TASK)
    await press(page, '签收')
    await told(page, /已签收/)
    await expectState(page, '办理中')
    owed = await owedOn(leaver)
    await page.goto('/handover')
    await page.getByRole('link', { name: '本岗交接单' }).click()
    await page.getByRole('heading', { name: `${POST}交接单` }).waitFor()
    await page.getByText(TASK).first().waitFor()
    await page.getByLabel('写给下一任').fill(NOTE)
    await page.getByRole('button', { name: '存下说明' }).click()
    await told(page, /交接说明已存下/)
  })

  test('the security administrator appoints the successor, and the outgoing one leaves the same day', async () => {
    const { page } = security
    await page.goto('/org?tab=posts')
    await page.getByRole('searchbox').first().fill(POST)
    await page.getByRole('table').getByText(POST).first().click()
    await page.getByRole('button', { name: '安排任职' }).click()
    const dialog = dialogOf(page)
    await dialog.getByLabel('按姓名或账号找').fill('zjj-new')
    await dialog.getByRole('option', { name: `${NEWCOMER}（zjj-new）` }).waitFor({ state: 'attached' })
    await dialog.getByLabel('人员').selectOption({ label: `${NEWCOMER}（zjj-new）` })
    expect(await dialog.getByLabel(/同日卸任/).isChecked()).toBe(true)
    await send(page, '登记任职')
    await told(page, /前任同日卸任/)
  })

  test('from that moment the predecessor is signed out and finds nothing when he comes back', async () => {
    const { page } = leaver
    expect((await page.request.get('/api/today')).status()).toBe(401)
    await page.goto('/')
    await page.getByRole('button', { name: '登录' }).waitFor()
    const again = await page.request.post('/api/session', { data: { login: 'zjj', password: passwordOf('zjj') } })
    expect(again.status()).toBe(200)
    expect((await page.request.get('/api/matters')).status()).toBe(403)
  })

  test('the successor finds on 今日 what the predecessor had, reads the note and says 已接', async () => {
    successor = await openWindow(browser)
    const { page } = successor
    await page.goto('/')
    await page.getByLabel('账号').fill('zjj-new')
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByLabel('一次性密码').fill(password)
    await page.getByLabel('新密码', { exact: true }).fill(PASSWORD)
    await page.getByLabel('再写一遍').fill(PASSWORD)
    await page.getByRole('button', { name: '改密码' }).click()
    await page.getByRole('link', { name: '看交接单' }).waitFor()
    expect(await owedOn(successor)).toEqual(owed)
    await page.getByRole('link', { name: '看交接单' }).click()
    await page.getByText(NOTE).waitFor()
    await expectChinese(page, '交接单')
    await picture(page, 'handover')
    await page.getByRole('button', { name: '确认已接' }).click()
    await told(page, /已接/)
    await page.getByText(/确认已接，前任/).waitFor()
    await page.goto('/')
    await page
      .getByRole('region', { name: /^我要办的/ })
      .getByText(TASK)
      .waitFor()
    expect(await page.getByRole('link', { name: '看交接单' }).count()).toBe(0)
  })

  test('and finishes the matter, which the office closes', async () => {
    await openMatter(successor.page, TASK)
    await press(successor.page, '报办结')
    await dialogOf(successor.page).getByRole('textbox').first().fill('房源已核对，清单已给双拥办。')
    await send(successor.page, '报办结')
    await expectState(successor.page, '待确认')
    await openMatter(office.page, TASK)
    await press(office.page, '确认销号')
    await expectState(office.page, '已销号')
    await drawerOf(office.page)
      .getByText(/住房和城乡建设局/)
      .first()
      .waitFor()
    await office.page.goto('/handover')
    await office.page.getByRole('table', { name: '岗位交接' }).getByText(NEWCOMER).waitFor()
  })
})
