import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { docx, pdf } from '../src/features/sources/extract/samples.ts'
import { docxOf } from '../src/platform/files/pipeline/samples.ts'
import { openBrowser, type Person, signIn } from './browser.ts'
import { chooseUnit, dialogOf, drawerOf, openMatter, press, send, shownCount, told, typeDay } from './doings.ts'

type Sent = { name: string; mimeType: string; buffer: Buffer }

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const TASK = '整理双拥宣传橱窗'

describe('bad input gets a clear sentence and changes nothing', () => {
  let browser: Browser
  let office: Person
  let second: Person
  let bureau: Person

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    second = await signIn(browser, 'sby2')
    bureau = await signIn(browser, 'xcb')
  })
  afterAll(() => browser?.close())

  const documents = async (): Promise<number> => {
    const answer = await office.page.request.get('/api/documents?size=1')
    return ((await answer.json()) as { total: number }).total
  }

  /** Opens 读入来文 and sends a file or text; the dialog stays, since it is refused. */
  const readIn = async (page: Page, what: Sent | string): Promise<Locator> => {
    await page.goto('/sources')
    await page.getByRole('button', { name: '读入来文' }).click()
    const dialog = dialogOf(page)
    if (typeof what === 'string') {
      await dialog.getByRole('button', { name: '粘贴文字' }).or(dialog.getByText('粘贴文字')).first().click()
      await dialog.getByLabel('正文').fill(what)
    } else {
      await dialog.getByLabel('选来文文件').setInputFiles(what)
    }
    await dialog.getByRole('button', { name: '读入来文' }).click()
    return dialog
  }

  const refusedFiles: [what: string, sent: Sent, words: RegExp][] = [
    [
      'a Word file that is broken',
      { name: '要点.docx', mimeType: WORD, buffer: docx(['一、做实共建']).subarray(0, 180) },
      /损坏|无法打开/,
    ],
    [
      'a PDF with nothing but pictures',
      { name: '扫描件.pdf', mimeType: 'application/pdf', buffer: pdf([]) },
      /只有图片、没有文字/,
    ],
    ['an empty file', { name: '空白.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }, /文件是空的|没有任何内容/],
    [
      'a file over the limit',
      { name: '很大.txt', mimeType: 'text/plain', buffer: Buffer.alloc(3 * 1024 * 1024 + 10, '双拥工作') },
      /最大 3 MB/,
    ],
    [
      'a file with a classification mark in its text',
      { name: '某要点.txt', mimeType: 'text/plain', buffer: Buffer.from('机密★\n澜川市双拥工作情况') },
      /涉密|密级/,
    ],
    [
      'a file with a classification mark in its name',
      { name: '工作要点（机密）.txt', mimeType: 'text/plain', buffer: Buffer.from('一、做实共建') },
      /涉密|密级/,
    ],
  ]
  test.each(refusedFiles)('%s', async (_what, sent, words) => {
    const before = await documents()
    const dialog = await readIn(office.page, sent)
    const note = dialog.getByRole('alert').first()
    await note.getByText(words).first().waitFor()
    expect(await note.innerText()).not.toMatch(/\{|undefined|Error/)
    expect(await documents()).toBe(before)
  })

  test('a pasted text with a classification mark names the place and the reason', async () => {
    const before = await documents()
    const dialog = await readIn(office.page, '一、做实共建\n附件系机密级资料，阅后退回。')
    await dialog
      .getByRole('alert')
      .first()
      .getByText(/机密级/)
      .first()
      .waitFor()
    await dialog
      .getByRole('alert')
      .first()
      .getByText(/密级标志/)
      .first()
      .waitFor()
    expect(await dialog.getByLabel('正文').inputValue()).toContain('一、做实共建')
    expect(await documents()).toBe(before)
  })

  test('a file whose name is a path', async () => {
    const { page } = office
    for (const name of ['../../澜川.txt', 'C:\\资料\\澜川.txt', '/etc/澜川.txt']) {
      const answer = await page.request.post('/api/files?for=reading', {
        multipart: { file: { name, mimeType: 'text/plain', buffer: Buffer.from('一、做实共建') } },
      })
      const problem = await answer.json()
      expect({ name, status: answer.status() }).toEqual({ name, status: 422 })
      expect(problem.detail).toContain('文件名是一个路径')
    }
  })

  test('a document read in twice: the earlier one is offered', async () => {
    const { page } = office
    const once: Sent = {
      name: '共建安排.docx',
      mimeType: WORD,
      buffer: docx(['澜川市军民共建安排', '一、做实共建', '（一）市文化广电旅游局9月底前开放文化场馆。']),
    }
    await readIn(page, once)
    await page.getByRole('region', { name: '读出的任务' }).waitFor()
    const address = new URL(page.url()).pathname
    const before = await documents()
    const dialog = await readIn(page, once)
    await dialog
      .getByRole('alert')
      .first()
      .getByText(/已读入为“.*”/)
      .first()
      .waitFor()
    expect(await documents()).toBe(before)
    await dialog.getByRole('link', { name: '打开先前那份' }).click()
    await page.waitForURL(`**${address}`)
    await page.getByRole('region', { name: '读出的任务' }).waitFor()
  })

  test('a promised day in the past, typed or read from a text', async () => {
    const { page } = office
    await page.goto('/')
    await page.getByRole('button', { name: '立一件任务' }).click()
    const dialog = dialogOf(page)
    await dialog.getByLabel('事项名称').fill(TASK)
    await dialog.getByLabel('分类').selectOption({ label: '宣传教育' })
    await chooseUnit(page, dialog.getByRole('combobox', { name: '牵头单位' }), '市委宣传部')
    await typeDay(dialog.getByLabel('承诺日'), '2026-07-01')
    await dialog.getByText('7月1日早于今天（7月14日），没有填上。改为今天或以后。').waitFor()
    await dialog.waitFor()
    await typeDay(dialog.getByLabel('承诺日'), '2026-07-31')
    expect(await dialog.getByText('没有填上').count()).toBe(0)
    await send(page, '立项交办')
    await told(page, /^已立并交办，编号 RW-2026-\d+。/)

    await readIn(page, '澜川市补课安排\n一、补课\n（一）市民政局5月底前完成社区双拥活动室挂牌。')
    const found = page.getByRole('region', { name: '读出的任务' })
    await found.getByText('已早于今天，改为今天或以后。').waitFor()
    await found.locator('.prop.at').getByRole('button', { name: '采用' }).click()
    const handOut = found.getByRole('button', { name: '把已采用的 1 条立为事项' })
    const refusal = found.getByText(/早于今天/)
    if (await handOut.isVisible()) await handOut.click()
    await refusal.first().waitFor()
    const answer = await page.request.get(`/api/matters?view=all&q=${encodeURIComponent('双拥活动室挂牌')}`)
    expect(((await answer.json()) as { total: number }).total).toBe(0)
  })

  test('two people deciding the same matter at once: the later one sees both', async () => {
    await openMatter(bureau.page, TASK)
    await press(bureau.page, '签收')
    await told(bureau.page, /^已签收/)
    await press(bureau.page, '报办结')
    await dialogOf(bureau.page).getByLabel('办结情况').fill('橱窗已整理。')
    await send(bureau.page, '报办结')

    await openMatter(office.page, TASK)
    await openMatter(second.page, TASK)
    await press(second.page, '退回重办')
    await dialogOf(second.page).getByLabel('原因').fill('缺照片，补上再报。')
    await press(office.page, '确认销号')
    await told(office.page, /^已销号/)
    await dialogOf(second.page).getByRole('button', { name: '退回重办', exact: true }).click()
    const conflict = second.page.getByRole('dialog', { name: '两份都在，选一份' })
    await conflict.getByText(/^市双拥办综合岗.*已改过这件事项。两份都在/).waitFor()
    await conflict.getByRole('heading', { name: '已存的' }).waitFor()
    await conflict.getByRole('heading', { name: '我写的' }).waitFor()
    await conflict.getByText('缺照片，补上再报。').waitFor()
    await conflict.getByText('已销号').first().waitFor()
    await conflict.getByRole('button', { name: '用已存的' }).click()
    await drawerOf(second.page).locator('.steps [aria-current="step"]').filter({ hasText: '已销号' }).waitFor()
  })

  test('a need with words that must not be kept is refused at the field and not saved', async () => {
    const troops = await signIn(browser, 'zc')
    const { page } = troops
    await page.goto('/matters?view=all&light=any')
    const before = await shownCount(page)
    await page.getByRole('button', { name: '提需求' }).first().click()
    const dialog = dialogOf(page)
    await dialog.getByLabel('事项名称').fill('营区门前加装路灯')
    await dialog.getByLabel('分类').selectOption({ label: '基础设施' })
    await dialog.getByLabel('具体情况').fill('请00000部队门前加装两盏路灯。')
    await dialog.getByRole('button', { name: '提出', exact: true }).click()
    const field = dialog.locator('.field').filter({ has: page.getByLabel('具体情况') })
    await field
      .locator('.bad')
      .getByText(/部队番号/)
      .waitFor()
    expect(await dialog.getByLabel('具体情况').getAttribute('aria-invalid')).toBe('true')
    expect(await dialog.getByLabel('具体情况').inputValue()).toBe('请00000部队门前加装两盏路灯。')
    await dialog.getByRole('button', { name: '不提了' }).click()
    await page.reload()
    expect(await shownCount(page)).toBe(before)
    expect(troops.problems).toEqual([])
    await troops.context.close()
  })

  test('a file with a classification mark is refused on the strip of a form, with its reason', async () => {
    const { page } = bureau
    await page.goto('/')
    await page.getByRole('button', { name: '提需求' }).first().click()
    const dialog = dialogOf(page)
    await dialog.getByLabel('选附件').setInputFiles([
      { name: '说明.docx', mimeType: WORD, buffer: docxOf(['共建说明'], '秘密★5年') },
      { name: '清单.docx', mimeType: WORD, buffer: docxOf(['共建清单']) },
    ])
    await dialog
      .getByRole('alert')
      .getByText(/^没有传上：/)
      .getByText(/涉密/)
      .waitFor()
    await dialog.getByText('清单.docx').first().waitFor()
    await dialog.getByRole('button', { name: '去掉清单.docx' }).waitFor()
  })

  test.each(['/registers/persons/xyz', '/sources/0', '/statements/%E5%AF%B9%E8%B4%A6', '/personal/people-'])(
    'the address %s, which can name no record, is told as such beside the rooms',
    async (address) => {
      const { page } = bureau
      const asked: string[] = []
      const note = (request: { url(): string }) => asked.push(request.url())
      page.on('request', note)
      await page.goto(address)
      await page.getByText('没有这个页面').waitFor()
      await page.getByRole('link', { name: '今日' }).first().waitFor()
      page.off('request', note)
      expect(asked.filter((url) => /\/api\/(registers|documents|statements|personal)/.test(url))).toEqual([])
    },
  )

  test('no page failed on the way', () => {
    expect([office, second, bureau].flatMap(({ problems }) => problems)).toEqual([])
  })
})
