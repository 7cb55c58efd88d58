import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Person, signIn } from './browser.ts'
import { dialogOf, drawerOf, press, send } from './doings.ts'

/** A text file as the clipboard or the desktop hands it over; the page itself makes the event that a person would cause. */
const give = (target: Locator, kind: 'drop' | 'paste', name: string, words: string): Promise<void> =>
  target.evaluate(
    (element, [event, file, text]) => {
      const data = new DataTransfer()
      data.items.add(new File([text as string], file as string, { type: 'text/plain' }))
      element.dispatchEvent(
        event === 'drop'
          ? new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })
          : new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }),
      )
    },
    [kind, name, words],
  )

/** Dark points of the page drawn now. */
const inkOf = (page: Page): Promise<number> =>
  page.locator('dialog[open] canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if (data[at]! < 128 && data[at + 3]! > 0) dark += 1
    return dark
  })

describe('evidence', () => {
  let browser: Browser
  let bureau: Person
  let pdf: Buffer

  beforeAll(async () => {
    browser = await openBrowser()
    const printer = await browser.newPage()
    // Of two pages, the second with far less ink: the pages cannot be taken for one another.
    await printer.setContent(`<h1>${'入学窗口办事指南 '.repeat(40)}</h1><p style="break-before: page">第二页</p>`)
    pdf = await printer.pdf()
    await printer.close()
    bureau = await signIn(browser, 'jyj')
  })
  afterAll(() => browser?.close())

  test('several files are chosen at once, one is dropped, one is pasted, and all are kept with the report', async () => {
    const { page } = bureau
    await page.goto('/matters?view=mine&state=running')
    await page.getByRole('table', { name: '事项' }).getByRole('link').first().click()
    await press(page, '报进展')
    const dialog = dialogOf(page)
    await dialog.getByLabel('进展').fill('办事指南和现场照片随附。')
    const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a8' } })
      .jpeg()
      .toBuffer()
    const box = dialog.getByLabel('选佐证')
    // The line is slow: the files are held until the verb was pressed once.
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route('**/api/files', async (route) => {
      await held
      await route.continue()
    })
    await box.setInputFiles([
      { name: '办事指南.pdf', mimeType: 'application/pdf', buffer: pdf },
      { name: '窗口现场.jpg', mimeType: 'image/jpeg', buffer: photo },
    ])
    await dialog.getByRole('button', { name: '报进展', exact: true }).click()
    await dialog.getByText('还有 2 份文件没有传完，传完再按一次。').first().waitFor()
    letGo()
    await dialog.getByRole('button', { name: '看办事指南.pdf' }).waitFor()
    await dialog.getByRole('button', { name: '看窗口现场.jpg' }).waitFor()
    await page.unroute('**/api/files')
    await give(box, 'drop', '拖入的记录.txt', '窗口当日办理记录，一切正常。')
    await dialog.getByText('拖入的记录.txt').waitFor()
    await give(box, 'paste', '粘贴的记录.txt', '咨询记录，均已答复。')
    await dialog.getByText('粘贴的记录.txt').waitFor()
    await expect.poll(() => dialog.getByRole('progressbar').count()).toBe(0)
    await send(page, '报进展')
    for (const name of ['办事指南.pdf', '窗口现场.jpg', '拖入的记录.txt', '粘贴的记录.txt'])
      await drawerOf(page).getByText(name).first().waitFor()
  })

  test('a PDF is drawn page by page in our own page, and the file itself is an attachment', async () => {
    const { page } = bureau
    await drawerOf(page).getByRole('button', { name: '看办事指南.pdf' }).first().click()
    await page.getByText('第 1 页，共 2 页').waitFor()
    await expect.poll(() => inkOf(page), { timeout: 20_000 }).toBeGreaterThan(5_000)
    const first = await inkOf(page)
    await dialogOf(page).getByRole('button', { name: '下一页' }).click()
    await page.getByText('第 2 页，共 2 页').waitFor()
    await expect.poll(() => inkOf(page), { timeout: 20_000 }).toBeLessThan(first / 4)
    await expect.poll(() => inkOf(page)).toBeGreaterThan(50)
    const address = await dialogOf(page).getByRole('link', { name: '下载原件' }).getAttribute('href')
    const { headers } = await page.request.get(address ?? '').then((answer) => ({ headers: answer.headers() }))
    expect(headers['content-disposition']).toMatch(/^attachment/)
  })

  test('no page failed on the way', () => {
    expect(bureau.problems).toEqual([])
  })
})
