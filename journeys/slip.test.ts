import type { Browser, Locator } from 'playwright-core'
import sharp from 'sharp'
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

const NEED = '家属院门前增设人行横道'
const TROOP = '驻松某部'
const STATION = '松坪镇退役军人服务站'
const SIGNER = '部队保障部门负责人'

/** Gives the form its signed slip: a photo, the day, the post of who signed. */
const fillSlip = async (dialog: Locator, name: string): Promise<void> => {
  const buffer = await sharp({ create: { width: 480, height: 640, channels: 3, background: '#e9e4da' } })
    .jpeg()
    .toBuffer()
  await dialog.getByLabel('选签字单据').setInputFiles({ name, mimeType: 'image/jpeg', buffer })
  await dialog.getByText(name).first().waitFor()
  await typeDay(dialog.getByLabel('签字日'), '2026-07-14')
  await dialog.getByLabel('签字岗位').fill(SIGNER)
}

describe('a need by slip, for troops without access, up to the signed statement', () => {
  let browser: Browser
  let office: Person
  let station: Person
  let auditor: Person

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'spx-sby')
    station = await signIn(browser, 'fwz5')
    auditor = await signIn(browser, 'sj')
  })
  afterAll(() => browser?.close())

  test('the office enters it with the signed slip', async () => {
    const { page } = office
    await page.goto('/dual')
    await page.getByRole('button', { name: '提需求' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('部队提、地方办（代录）').click()
    const picker = dialog.getByRole('combobox', { name: '代录单位' })
    await picker.click()
    await picker.fill(TROOP)
    // The picker says beside it that nobody holds a post there (无人在任).
    await page.getByRole('option', { name: TROOP }).click()
    await fillSlip(dialog, '需求登记单.jpg')
    await dialog.getByLabel('事项名称').fill(NEED)
    await dialog.getByLabel('分类').selectOption({ label: '基础设施' })
    await send(page, '提出')
    await told(page, /^已提出，编号 XQ-2026-\d+。/)
    await openMatter(page, NEED)
    await drawerOf(page).getByText('代录', { exact: true }).first().waitFor()
    await drawerOf(page)
      .getByText(/单据 1 份/)
      .waitFor()
  })

  test('prints its 需求登记单 and 确认单 on one A4 sheet each', async () => {
    const { page } = office
    await press(page, '打印单据')
    await page.getByRole('heading', { name: '需求登记单' }).waitFor()
    await page.getByText(/单号 XQ-2026-\d+-登1/).waitFor()
    await expectAccessible(page, 'slip')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await picture(page, 'slip')
  })

  test('accepts it and hands it out; the station does it and reports', async () => {
    const { page } = office
    await openMatter(page, NEED)
    await press(page, '受理')
    await expectState(page, '已受理')
    await press(page, '交办')
    await chooseUnit(page, dialogOf(page).getByRole('combobox', { name: '牵头单位' }), STATION)
    await typeDay(dialogOf(page).getByLabel('承诺日'), '2026-08-14')
    await send(page, '交办')
    await expectState(page, '待签收')

    await openMatter(station.page, NEED)
    await press(station.page, '签收')
    await expectState(station.page, '办理中')
    await press(station.page, '报办结')
    await dialogOf(station.page).getByLabel('办结情况').fill('横道和警示灯已装好。')
    await send(station.page, '报办结')
    await expectState(station.page, '待确认')
    expect(await drawerOf(station.page).getByRole('button', { name: '代确认销号' }).count()).toBe(0)
  })

  test('the office records the confirmation with the signed slip: closed, and marked 代确认', async () => {
    const { page } = office
    await openMatter(page, NEED)
    expect(await drawerOf(page).getByRole('button', { name: '确认销号', exact: true }).count()).toBe(0)
    await press(page, '代确认销号')
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: '代确认销号' }).click()
    await dialog.getByText('签字单据空着，拍照或扫描对方签字盖章的单据，传上来再存。').first().waitFor()
    await fillSlip(dialog, '确认单.jpg')
    await send(page, '代确认销号')
    await expectState(page, '已销号')
    await drawerOf(page).getByText('代确认', { exact: true }).first().waitFor()
  })

  test('the statement with that unit balances, is frozen, signed by the office and by slip', async () => {
    const { page } = office
    await page.goto('/dual')
    await page.getByRole('link', { name: '对账', exact: true }).click()
    await page.getByRole('link', { name: TROOP, exact: true }).click()
    await page.getByRole('heading', { name: '本期对账' }).waitFor()
    await page.getByText('账平').first().waitFor()
    await page.getByRole('button', { name: /^部队提、地方办，销号 \d+ 件$/ }).click()
    await page.getByRole('link', { name: NEED }).waitFor()
    await expectAccessible(page, 'statement')
    await page.getByRole('button', { name: '冻结本期' }).click()
    await dialogOf(page).getByRole('button', { name: '冻结本期' }).click()
    await page.getByRole('heading', { name: /^DZ-2026-\d+$/ }).waitFor()
    await page.getByRole('button', { name: '签对账单' }).click()
    await send(page, '签对账单')
    await page.getByText('7月14日已签').waitFor()
    await page.getByRole('button', { name: '存签字单' }).click()
    await fillSlip(dialogOf(page), '对账单签字页.jpg')
    await send(page, '存签字单')
    await page.getByText('7月14日代签').waitFor()
    await page.getByText(SIGNER).first().waitFor()
    await expectChinese(page, 'statement')
    await expectNoOverflow(page, 'statement')
    await picture(page, 'statement')
    for (const kind of ['Word', 'Excel']) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: `导出 ${kind}` }).click()
      expect((await download).suggestedFilename()).toMatch(/^对账单 DZ-2026-\d+\.(docx|xlsx)$/)
    }
  })

  test('the audit administrator sees both records with their slips, and no words of the need', async () => {
    const { page } = auditor
    await page.goto('/audit')
    await page.getByText('代录、代确认', { exact: true }).click()
    const table = page.getByRole('table', { name: '代录、代确认' })
    await table.getByText('代确认销号').first().waitFor()
    await table.getByText('代录需求').first().waitFor()
    expect(await page.getByText(NEED).count()).toBe(0)
  })

  test('no page failed on the way', () => {
    expect([office, station, auditor].flatMap(({ problems }) => problems)).toEqual([])
  })
})
