import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
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
import { countOf, dialogOf, drawerOf, expectState, openMatter, press, send, told } from './doings.ts'

const HEADER = ['序号', '事项', '责任领导', '牵头单位', '配合单位', '完成时限', '进展', '佐证', '备注']
const GUIDE = '军人子女转学手续一次办清'
const VISIT = '走访立功受奖官兵家庭'
const SHUTTLE = '探亲路线加开接驳班车'
const CLINIC = '军人门诊窗口设在一楼'

type Row = (string | number)[]
const GOOD: Row[] = [
  [1, GUIDE, '副组长', '市教育局', '市公安局、市财政局', '8月底前', '材料清单已定。', '材料清单', '去年结转'],
  [2, '随军家属岗位信息按月公布', '', '市人力资源和社会保障局', '', '全年', '', '', ''],
  [3, SHUTTLE, '', '交通运输局', '', '2026-09-30', '线路已踏勘。', '', ''],
  [4, VISIT, '', '市退役军人事务局', '市总工会', '8月1日前', '', '走访台账', ''],
  [5, CLINIC, '', '市卫生健康委员会', '', '2026-10-15', '', '', ''],
  [6, '法律援助窗口挂牌', '', '市司法局', '', '12月31日前', '', '', ''],
]
const PLANTED: [line: number, column: number, text: string][] = [
  [3, 3, '市交通委'],
  [4, 5, '2月30日'],
  [5, 1, ''],
]

/** The office's sheet of last year: a title over the header, then one matter a row. */
const sheetOf = async (rows: readonly Row[]): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('去年未结')
  page.addRow(['2025年双拥工作未结事项'])
  page.mergeCells('A1:I1')
  page.addRow(HEADER)
  for (const row of rows) page.addRow(row)
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** The same sheet with three cells spoilt. */
const spoilt = (): Row[] =>
  GOOD.map((row, index) =>
    row.map((cell, column) => PLANTED.find(([line, at]) => line === index + 1 && at === column)?.[2] ?? cell),
  )

describe("last year's Excel of the office comes into the ledger", () => {
  let browser: Browser
  let office: Person
  let bureau: Person
  let before = 0

  const errors = () => office.page.locator('.import-errors').getByRole('listitem')
  const choose = async (name: string, rows: readonly Row[]) => {
    const { page } = office
    await page.getByLabel('选要导入的表').setInputFiles({
      name,
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await sheetOf(rows),
    })
  }
  const batch = () => office.page.getByRole('region', { name: '最近的批次' }).getByRole('listitem').first()
  const takeIn = async () => {
    const { page } = office
    await page.getByRole('button', { name: '采用 6 件' }).click()
    await told(page, /^已导入 6 件，编号 RW-2026-\d+ 至 RW-2026-\d+。/)
  }

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    bureau = await signIn(browser, 'jyj')
    before = await countOf(office.page, '/matters?view=all')
  })
  afterAll(() => browser?.close())

  test('the office opens the import from the ledger and takes the template with it', async () => {
    const { page } = office
    await page.getByRole('button', { name: '导入导出' }).click()
    await page.getByRole('menuitem', { name: '导入 Excel' }).click()
    await page.getByRole('heading', { name: '导入 Excel' }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载模板' }).click()
    const template = new ExcelJS.Workbook()
    await template.xlsx.readFile(await (await download).path())
    const words = template.worksheets[0]?.getSheetValues().flat().map(String) ?? []
    expect(words).toEqual(expect.arrayContaining(HEADER))
  })

  test('three planted errors are told by row and cell, and nothing is taken in', async () => {
    const { page } = office
    await page.getByText('已在办理，不再签收').click()
    await choose('去年未结.xlsx', spoilt())
    await page.getByText('有 3 处要改，一件也没有导入。').waitFor()
    await page.getByText('新事项 3 件，已在台账 0 件，有错 3 行。').waitFor()
    expect(await errors().allInnerTexts()).toEqual([
      expect.stringMatching(/^D5\s+第 5 行“牵头单位”：组织里没有“市交通委”，/),
      expect.stringMatching(/^F6\s+第 6 行“完成时限”写的是“2月30日”，没有这一天，/),
      expect.stringMatching(/^B7\s+第 7 行“事项”是空的，/),
    ])
    const table = page.getByRole('table', { name: '读出的事项' })
    expect(await table.getByText('有错', { exact: true }).count()).toBe(3)
    expect(await page.getByRole('button', { name: /^采用/ }).count()).toBe(0)
    await expectAccessible(page, '导入')
    await expectChinese(page, '导入')
    await expectNoOverflow(page, '导入')
    await picture(page, 'excel-errors')

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载带批注的表' }).click()
    const annotated = new ExcelJS.Workbook()
    await annotated.xlsx.readFile(await (await download).path())
    for (const cell of ['D5', 'F6', 'B7'])
      expect(JSON.stringify(annotated.worksheets[0]?.getCell(cell).note)).toContain(`第 ${cell.slice(1)} 行`)
  })

  test('the corrected sheet is taken in, and its matters stand in the ledger', async () => {
    const { page } = office
    await choose('去年未结（改好）.xlsx', GOOD)
    await page.getByText('新事项 6 件，已在台账 0 件，有错 0 行。').waitFor()
    expect(await errors().count()).toBe(0)
    await takeIn()
    await batch().getByText(/6 件/).waitFor()
    await expectNoOverflow(page, '最近的批次')
    await picture(page, 'excel-batch')
    expect(await countOf(page, '/matters?view=all')).toBe(before + 6)
    const drawer = await openMatter(page, GUIDE)
    await expectState(page, '办理中')
    await drawer.getByText('材料清单已定。').first().waitFor()
    await drawer.getByText('2026-08-31').waitFor()
    await drawer.getByText('去年结转').waitFor()
    await openMatter(bureau.page, GUIDE)
    await expectState(bureau.page, '办理中')
  })

  test('the batch is taken back as a whole', async () => {
    const { page } = office
    await page.goto('/matters/import')
    await batch()
      .getByText(/前可以整批撤回/)
      .waitFor()
    await batch()
      .getByRole('button', { name: /^整批撤回/ })
      .click()
    await dialogOf(page).getByLabel('撤回原因').fill('分类没有分，重新导入。')
    await send(page, '整批撤回')
    await told(page, '已整批撤回 6 件。')
    await batch()
      .getByText(/由.+整批撤回$/)
      .waitFor()
    expect(await countOf(page, '/matters?view=all')).toBe(before)
    // What is over stands aside in the ledger and is still found.
    await page.goto(`/matters?view=all&light=any&q=${encodeURIComponent(GUIDE)}`)
    await page.getByRole('table', { name: '事项' }).getByRole('link', { name: GUIDE }).click()
    await drawerOf(page)
      .getByText(/^整批撤回“.+”：分类没有分，重新导入。$/)
      .waitFor()
    await drawerOf(page).getByText('已撤回').first().waitFor()
  })

  test('taken in anew, one of them is done by its lead and closed', async () => {
    const { page } = office
    await page.goto('/matters/import')
    await page.getByLabel('没写分类的归到').selectOption({ label: '拥军优属' })
    await page.getByText('已在办理，不再签收').click()
    await choose('去年未结（改好）.xlsx', GOOD)
    await takeIn()
    const nurse = await signIn(browser, 'wjw')
    await nurse.page.goto('/')
    await nurse.page
      .getByRole('region', { name: /^我要办的/ })
      .getByRole('link', { name: CLINIC })
      .click()
    await press(nurse.page, '报办结')
    await dialogOf(nurse.page).getByLabel('办结情况').fill('窗口已移到一楼并挂牌。')
    await send(nurse.page, '报办结')
    await expectState(nurse.page, '待确认')
    expect(nurse.problems).toEqual([])
    await page.goto('/')
    await page
      .getByRole('region', { name: /^等我答复/ })
      .getByRole('link', { name: CLINIC })
      .click()
    await press(page, '确认销号')
    await expectState(page, '已销号')
  })

  test('what was worked on since cannot be taken back with the rest', async () => {
    const { page } = office
    await page.goto('/matters/import')
    await batch()
      .getByText(/有 1 件后来又办理过，不能整批撤回/)
      .waitFor()
    await batch()
      .getByText(new RegExp(`后来办理过：RW-2026-\\d+ ${CLINIC}`))
      .waitFor()
    expect(await batch().getByRole('button').count()).toBe(0)
  })

  test('no page failed on the way', () => {
    expect([office, bureau].flatMap(({ problems }) => problems)).toEqual([])
  })
})
