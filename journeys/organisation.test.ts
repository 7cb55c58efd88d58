import ExcelJS from 'exceljs'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  openWindow,
  type Person,
  picture,
  signIn,
} from './browser.ts'
import { dialogOf, told, typeDay } from './doings.ts'

const OFFICE = '兰泉县双拥办'
const POST = '兰泉县双拥办督办岗'
const KEEPER = '钱甲'
const PASSWORD = 'a long password of his own'
const HEADER = ['所在地', '单位', '单位类别', '岗位', '角色', '姓名']
const GOOD = [
  ['温汤镇', '温汤镇退役军人服务站', '', '服务站专干', '服务站', '孙乙'],
  ['柳林镇', '柳林镇退役军人服务站', '', '服务站专干', '服务站', '李丙'],
  ['石塔镇', '石塔镇文化站', '成员单位', '文化站联络员', '联络员', ''],
]
const ENDED = '泉口乡'
const HEIR = '云岭乡'

/** The county's sheet of posts, as the template has it. */
const sheetOf = async (rows: readonly string[][]): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('岗位')
  page.addRow(HEADER)
  for (const row of rows) page.addRow(row)
  return Buffer.from(await book.xlsx.writeBuffer())
}

describe('a county is handed its organisation, and keeps it', () => {
  let browser: Browser
  let city: Person
  let keeper: Person
  let code = ''

  const tab = (person: Person, name: string) =>
    person.page.getByRole('navigation', { name: '组织分栏' }).getByRole('link', { name, exact: true })
  const open = async (person: Person, name: string) => {
    await person.page.goto('/org')
    await tab(person, name).click()
  }
  const errors = (): Locator => keeper.page.getByLabel('表格里的错').getByRole('listitem')
  const choose = async (name: string, rows: readonly string[][]) =>
    keeper.page.getByLabel('选填好的表格').setInputFiles({
      name,
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await sheetOf(rows),
    })
  const batch = () => keeper.page.getByRole('region', { name: '最近的批次' }).getByRole('listitem').first()

  beforeAll(async () => {
    browser = await openBrowser()
    city = await signIn(browser, 'sby')
  })
  afterAll(() => browser?.close())

  test('the city sets up the post of the county and invites one person to it by a one-time code', async () => {
    const { page } = city
    await open(city, '岗位与人员')
    await page.getByRole('button', { name: '设岗位' }).click()
    const unit = dialogOf(page).getByRole('combobox', { name: '单位' }).first()
    await unit.click()
    await unit.fill(OFFICE)
    await page
      .getByRole('option', { name: new RegExp(`^${OFFICE}`) })
      .first()
      .click()
    await dialogOf(page).getByLabel('角色', { exact: true }).selectOption({ label: '双拥办' })
    await dialogOf(page).getByLabel('岗位名称').fill(POST)
    await dialogOf(page).getByRole('button', { name: '设立岗位' }).click()
    await told(page, new RegExp(`已设${POST}`))

    await open(city, '邀请')
    await page.getByRole('button', { name: '邀请任职' }).click()
    await dialogOf(page).getByLabel('按岗位或单位找').fill(POST)
    const choice = dialogOf(page).getByRole('option', { name: new RegExp(POST) })
    await choice.waitFor({ state: 'attached' })
    await dialogOf(page)
      .getByLabel('岗位', { exact: true })
      .selectOption((await choice.getAttribute('value')) as string)
    await dialogOf(page).getByLabel('姓名', { exact: true }).fill(KEEPER)
    await dialogOf(page).getByRole('button', { name: '发出邀请' }).click()
    await page.getByText('邀请码只显示这一次').waitFor()
    code = await page.locator('.org-slip code').innerText()
    await page.getByRole('button', { name: '已经打印或抄下' }).click()
  })

  test('he makes his own account with the code and takes the post; the code opens nothing twice', async () => {
    keeper = await openWindow(browser)
    const { page } = keeper
    const join = async () => {
      await page.goto('/join')
      await page.getByLabel('邀请码', { exact: true }).fill(code)
      await page.getByRole('button', { name: '看邀请' }).click()
    }
    await join()
    await page.getByText(KEEPER).waitFor()
    await page.getByRole('textbox', { name: '账号' }).fill('lqx-qian')
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: '建账号并任职' }).click()
    await page.getByRole('button', { name: /^当前岗位/ }).waitFor()
    const second = await openWindow(browser)
    await second.page.goto('/join')
    await second.page.getByLabel('邀请码', { exact: true }).fill(code)
    await second.page.getByRole('button', { name: '看邀请' }).click()
    await second.page.getByRole('alert').first().waitFor()
    await second.context.close()
  })

  test('his Excel of posts is kept out by one wrong cell, and comes in once that is right', async () => {
    const { page } = keeper
    await open(keeper, '导入')
    await choose('岗位.xlsx', [['温汤乡', ...(GOOD[0] as string[]).slice(1)], ...GOOD.slice(1)])
    await page.getByText('共 3 行：新增 2 行，已有 0 行，有错 1 行，邀请 1 人。').waitFor()
    expect(await errors().allInnerTexts()).toEqual([expect.stringMatching(/^第 2 行“所在地”写的是“温汤乡”，/)])
    expect(await page.getByRole('button', { name: /^导入 / }).count()).toBe(0)
    await expectAccessible(page, '导入组织')
    await expectNoOverflow(page, '导入组织')
    await picture(page, 'organisation-errors')
    await choose('岗位（改好）.xlsx', GOOD)
    await page.getByRole('button', { name: '导入 3 行' }).click()
    await told(page, '已导入：区划 0 处、单位 1 家、岗位 3 个。')
    await page.getByText('邀请单 2 张').waitFor()
    await page.getByRole('button', { name: '已经打印或抄下' }).click()
    await batch()
      .getByText(/前可以整批撤回/)
      .waitFor()
    await expectChinese(page, '导入组织')
  })

  test('he merges two townships: everything that moves is shown before, and the tree is right after', async () => {
    const { page } = keeper
    await open(keeper, '区划')
    await page.getByLabel('找区划').fill(ENDED)
    await page.getByRole('table', { name: '区划' }).getByText(ENDED).first().click()
    await page.getByLabel('区划详情').getByRole('button', { name: '区划变更' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('撤并', { exact: true }).click()
    await dialog.getByLabel('并入', { exact: true }).selectOption({ label: HEIR })
    await typeDay(dialog.getByLabel('生效日'), '2026-07-10')
    await dialog.getByLabel('文号').fill('兰政发〔2026〕7号')
    await dialog.getByLabel('事由').fill('优化乡镇布局')
    await dialog.getByRole('button', { name: '看看会动什么' }).click()
    await dialogOf(page).getByText(`撤销${ENDED}，并入${HEIR}。`).waitFor()
    await dialogOf(page)
      .getByText(/^随同变动的下级 \d+ 个$/)
      .waitFor()
    await dialogOf(page)
      .getByText(/^随同变动的单位 \d+ 家$/)
      .waitFor()
    await picture(page, 'organisation-merge')
    await dialogOf(page).getByRole('button', { name: '登记变更' }).click()
    await told(page, new RegExp(`已登记：撤销${ENDED}，并入${HEIR}`))

    await open(keeper, '区划变更')
    await page.getByRole('table', { name: '区划变更' }).getByText(`撤销${ENDED}，并入${HEIR}`).waitFor()
    await open(keeper, '区划')
    await page.getByLabel('找区划').fill(ENDED)
    await page
      .getByText(new RegExp(`已撤销，并入${HEIR}`))
      .first()
      .waitFor()
  })

  test('coverage counts nine townships from that day and ten before it', async () => {
    const { page } = keeper
    const total = async () => {
      const row = page.getByRole('table').getByRole('row').filter({ hasText: '兰泉县' }).first()
      await row.waitFor()
      return row.innerText()
    }
    await page.goto('/coverage')
    expect(await total()).toMatch(/兰泉县\s+9\b/)
    await typeDay(page.getByLabel('哪一天'), '2026-07-09')
    await page
      .getByText(/ \/ 10/)
      .first()
      .waitFor()
    expect(await total()).toMatch(/兰泉县\s+10\b/)
  })

  test('the city sees what he did', async () => {
    const { page } = city
    await open(city, '下级改动')
    await page.getByLabel('下级地方').selectOption({ label: '兰泉县' })
    const table = page.getByRole('table', { name: '下级改动' })
    await table.getByText('撤并区划').first().waitFor()
    expect(await table.getByText(KEEPER).count()).toBeGreaterThan(3)
    expect([city, keeper].flatMap(({ problems }) => problems)).toEqual([])
  })
})
