import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  type Person,
  PHONE,
  picture,
  signIn,
} from './browser.ts'
import { dialogOf, openMatter } from './doings.ts'

const NAME = '军人驿站运行办法'
const OLD = `澜川市双拥工作领导小组办公室
关于征求《${NAME}》意见的通知
一、办好驿站
（一）布设站点。市交通运输局选址布设军人驿站，9月20日前完成。
（二）充实服务。市文旅局为驿站配齐图书和地图，10月15日前完成。
（三）安排值守。市民政局组织志愿者到驿站值守，9月30日前排好班次。
二、加强宣传
（四）统一标识。市委宣传部设计驿站统一标识，8月31日前定稿。
`
const NEW = OLD.replace('征求', '印发')
  .replace('9月20日前完成', '8月25日前完成')
  .replace('配齐图书和地图', '配齐图书、地图和充电设备')
  .replace(/（三）安排值守[^\n]*\n/, '')
  .replace('（四）', '（三）')
  .concat('（四）公布电话。市融媒体中心公布驿站服务电话，9月10日前刊播。\n')

describe('a newer version of a document', () => {
  let browser: Browser
  let office: Person
  const made: Record<string, string> = {}

  const readIn = async (page: Page, text: string): Promise<void> => {
    await page.goto('/sources')
    await page.getByRole('button', { name: '读入来文' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: '粘贴文字' }).click()
    await dialog.getByLabel('正文').fill(text)
  }
  const rowOf = (page: Page, title: string) =>
    page.locator('.rev-matter').filter({ has: page.getByRole('link', { name: title }) })

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
  })
  afterAll(() => browser?.close())

  test('the draft is read in and handed out', async () => {
    const { page } = office
    await readIn(page, OLD)
    await dialogOf(page).getByRole('button', { name: '读入来文' }).click()
    await page.waitForURL(/\/sources\/\d+$/)
    const id = Number(page.url().split('/').at(-1))
    const desk = await (await page.request.get(`/api/documents/${id}/proposals`)).json()
    const adopted: { id: number; version: number }[] = []
    for (const { id: proposal, version } of desk.proposals) {
      const marked = await page.request.post(`/api/documents/${id}/proposals/${proposal}/mark`, {
        data: { version, as: 'adopted' },
      })
      expect(marked.status()).toBe(200)
      adopted.push({ id: proposal, version: (await marked.json()).proposals[0].version })
    }
    const handed = await page.request.post(`/api/documents/${id}/hand-out`, { data: { proposals: adopted } })
    expect(handed.status()).toBe(200)
    for (const { title, id: matter } of (await handed.json()).matters) {
      const { body } = await (await page.request.get(`/api/matters/${matter}`)).json()
      for (const word of ['布设', '充实|配齐', '值守', '标识'])
        if (new RegExp(word).test(body)) made[word.slice(0, 2)] = title
    }
    expect(Object.keys(made).sort()).toEqual(['充实', '值守', '布设', '标识'].sort())
  })

  test('the final version is read in as the newer one, proposed by its title', async () => {
    const { page } = office
    await readIn(page, NEW)
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: /^像是“.*的新版，选它$/ }).click()
    await dialog.getByRole('button', { name: '读入来文' }).click()
    await page.waitForURL(/\/sources\/\d+$/)
    await page.getByText(/改动的条款里还有 3 条待定/).waitFor()
    // what stands as a matter out of the unchanged clause is not proposed again
    await page
      .getByText(/旧版已立事项 RW-/)
      .first()
      .waitFor()
    await picture(page, 'revision-desk')
    await page.getByRole('link', { name: '看新旧对照' }).click()
    await page.getByRole('heading', { name: '新旧对照' }).waitFor()
  })

  test('the difference stands side by side, and nothing has changed', async () => {
    const { page } = office
    await page.getByText('已定 0 / 3 件').waitFor()
    const day = page.getByRole('article', { name: '改动：一（一）' })
    expect(await day.locator('del').allInnerTexts()).toEqual(['9月20日'])
    expect(await day.locator('ins').allInnerTexts()).toEqual(['8月25日'])
    await page.getByRole('article', { name: '删去：一（三）' }).getByText('新版没有这一条').waitFor()
    await page.getByRole('article', { name: '新增：二（四）' }).waitFor()
    await expectNoOverflow(page, 'comparison')
    await expectChinese(page, 'comparison')
    await expectAccessible(page, 'comparison')
    await picture(page, 'revision-comparison')
  })

  test('one kept, one changed, one withdrawn, then carried out in one press', async () => {
    const { page } = office
    await page.getByRole('button', { name: `保留：${made.充实}` }).click()
    await page.getByText('已定 1 / 3 件').waitFor()

    await page.getByRole('button', { name: `改动：${made.布设}` }).click()
    const change = dialogOf(page)
    expect(await change.getByLabel('具体内容').inputValue()).toContain('8月25日前完成')
    await change.getByLabel('事项名称').fill(`${made.布设}（提前）`)
    await expectAccessible(page, 'change')
    await picture(page, 'revision-change')
    await change.getByRole('button', { name: '定为改动' }).click()
    await page.getByText('已定 2 / 3 件').waitFor()

    await page.getByRole('button', { name: `撤回：${made.值守}` }).click()
    await dialogOf(page).getByRole('button', { name: '定为撤回' }).click()
    await dialogOf(page).getByText('写明为什么撤回').first().waitFor()
    await dialogOf(page).getByLabel('原因').fill('正式印发时删去了这一条。')
    await dialogOf(page).getByRole('button', { name: '定为撤回' }).click()
    await page.getByText('已定 3 / 3 件').waitFor()

    await page.getByRole('button', { name: '落实 3 项决定' }).click()
    await dialogOf(page).getByText('保留 1 件，改动 1 件，撤回 1 件').waitFor()
    await dialogOf(page).getByRole('button', { name: '落实决定' }).click()
    await page.getByText('改动和删去的条款里 3 件事项都已定好、落实。').waitFor()
    expect(await rowOf(page, `${made.布设}（提前）`).innerText()).toContain('已落实：改动')
    expect(await rowOf(page, made.值守 as string).innerText()).toContain('已撤回')
    await picture(page, 'revision-done')
  })

  test('the timeline of the changed matter tells before and now; its reference stands in the newer version', async () => {
    const { page } = office
    const drawer = await openMatter(page, `${made.布设}（提前）`)
    await drawer.getByText('按新版改动').first().waitFor()
    await drawer.getByText(/原出处，.*移到新版/).waitFor()
    expect(await drawer.innerText()).toContain('8月25日')
  })

  test('on a phone the two versions stand one under the other', async () => {
    const { page } = await signIn(browser, 'sby', PHONE)
    await page.goto('/sources')
    await page
      .getByRole('link', { name: new RegExp(`${NAME}`) })
      .first()
      .click()
    await page.getByRole('link', { name: '看新旧对照' }).first().click()
    await page.getByRole('heading', { name: '新旧对照' }).waitFor()
    await expectNoOverflow(page, 'phone')
    await picture(page, 'revision-phone')
  })

  test('no page threw and no answer was broken', () => {
    expect(office.problems).toEqual([])
  })
})
