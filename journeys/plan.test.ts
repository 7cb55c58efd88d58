import iconv from 'iconv-lite'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Person, signIn } from './browser.ts'
import {
  chooseUnit,
  countOf,
  dialogOf,
  drawerOf,
  expectState,
  openMatter,
  press,
  send,
  shownCount,
  told,
  typeDay,
} from './doings.ts'

const PLAN = `澜川市双拥工作领导小组办公室
关于做好2026年下半年双拥重点工作的通知
澜双办〔2026〕17号
市双拥工作领导小组各成员单位：
为做好下半年双拥工作，现将重点工作通知如下。
今年上半年，全市双拥工作开局良好，各单位配合有力。
一、为随军家庭解难
（一）办好军人子女入学。市教育局负责编印军人子女秋季入学办理指南，8月20日前送到各军人家庭。
（二）帮扶随军家属就业。9月底前举办随军家属专场招聘会1场。开发公益性岗位20个，优先安置随军家属。
二、为部队练兵助力
（三）修补进出道路。市交通运输局会同自然资源部门，10月底前完成驻澜某部进出道路路面修补。
（四）改善用水。供水企业与驻澜某部商定供水管网接通的时间。
三、让双拥氛围更浓
（五）更新宣传牌。8月10日前更新主干道双拥宣传牌，清理褪色的标语。
（六）讲好双拥故事。市融媒体中心开设双拥专栏，每月刊播不少于2期。
市双拥工作领导小组办公室
2026年7月10日
`

const GUIDE = '编印军人子女秋季入学办理指南'

/** A photo as a phone takes it, with its place and device inside. */
const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a9a6a' } })
    .withExif({
      IFD0: { Make: 'SamplePhone', Model: 'SP-1' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '1/1 2/1 3/1', GPSLongitudeRef: 'E', GPSLongitude: '4/1 5/1 6/1' },
    })
    .jpeg()
    .toBuffer()

describe('a work plan becomes closed matters', () => {
  let browser: Browser
  let office: Person
  let bureau: Person
  let leader: Person
  const people: Person[] = []
  let matterId = ''
  let photoAddress = ''

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    bureau = await signIn(browser, 'jyj')
    leader = await signIn(browser, 'ld')
    people.push(office, bureau, leader)
  })
  afterAll(() => browser?.close())

  test('the office reads a GB18030 text in and sees its clauses and the proposed tasks', async () => {
    const { page } = office
    await page.goto('/sources')
    await page.getByRole('button', { name: '读入来文' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('非涉密系统，勿录涉密内容。').waitFor()
    await dialog.getByLabel('选来文文件').setInputFiles({
      name: '下半年双拥重点工作.txt',
      mimeType: 'text/plain',
      buffer: iconv.encode(PLAN, 'gb18030'),
    })
    await dialog.getByRole('button', { name: '读入来文' }).click()
    await page.getByRole('heading', { level: 1, name: '关于做好2026年下半年双拥重点工作的通知' }).waitFor()
    await page.getByText('编码 GB18030（国标）').waitFor()
    const paper = page.getByRole('article', { name: '正文' })
    for (const heading of ['为随军家庭解难', '为部队练兵助力', '让双拥氛围更浓'])
      await paper.getByRole('heading', { name: heading }).waitFor()
    expect(await paper.innerText()).toContain('全市双拥工作开局良好')
    const found = page.getByRole('region', { name: '读出的任务' })
    const titles = await found.locator('.prop .title').allInnerTexts()
    expect(titles).toEqual([
      GUIDE,
      '举办随军家属专场招聘会1场',
      '开发公益性岗位20个',
      '安置随军家属',
      '完成驻澜某部进出道路路面修补',
      '更新主干道双拥宣传牌',
      '开设双拥专栏',
    ])
  })

  test('choosing a task highlights its sentence, and the other way round', async () => {
    const { page } = office
    const found = page.getByRole('region', { name: '读出的任务' })
    await found.getByRole('button', { name: /完成驻澜某部进出道路路面修补/ }).click()
    await page
      .locator('.paper mark.at')
      .getByText(/进出道路路面修补/)
      .waitFor()
    await page.getByRole('button', { name: /^任务6：更新主干道双拥宣传牌/ }).click()
    const chosen = found.locator('[aria-current="true"]')
    await chosen.getByText('更新主干道双拥宣传牌').waitFor()
    await found.getByText(/^按职责推荐：/).waitFor()
  })

  test('a figure of it is kept, stands in 对标 and is the source of a speech in 数字查账', async () => {
    const { page } = office
    const address = page.url()
    await page.getByRole('navigation', { name: '读出的内容' }).getByRole('button', { name: /^数字/ }).click()
    const figures = page.getByRole('region', { name: '读出的数字' })
    await page.getByRole('button', { name: /^数字\d+：20个/ }).click()
    await figures.locator('[aria-current="true"]').getByText('20个').waitFor()
    await figures.getByLabel('指标').fill('公益性岗位')
    await figures.getByRole('button', { name: '采用为引用数字' }).click()
    await figures.locator('.prop.yes').getByText('20个').waitFor()
    await page.goto('/benchmark')
    const line = page.getByRole('row', { name: /^公益性岗位/ })
    await line.getByRole('button', { name: /20个/ }).click()
    await page.getByRole('link', { name: '看原文这一句' }).waitFor()
    await page.goto('/figure-check')
    await page.getByLabel('文字', { exact: true }).fill('今年开发公益性岗位20个，随军家属就业率达103%。')
    await page.getByRole('button', { name: '查数字' }).click()
    const checked = page.getByRole('region', { name: '查到的数字' })
    await checked.getByText('引用数字').getByRole('link', { name: '20个' }).waitFor()
    await checked.getByText('百分比超出范围').waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 Word' }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/数字查账.*\.docx$/)
    await page.goto(address)
    await page.getByRole('region', { name: '读出的任务' }).waitFor()
  })

  test('it edits a lead, drops one, splits, merges, and adds one that was not read', async () => {
    const { page } = office
    const found = page.getByRole('region', { name: '读出的任务' })
    const choose = async (title: string) => {
      await found
        .getByRole('button', { name: new RegExp(title) })
        .first()
        .click()
      await found.locator('.prop.at').getByRole('button', { name: '采用' }).waitFor()
    }
    await choose('举办随军家属专场招聘会')
    await chooseUnit(page, found.getByRole('combobox', { name: '牵头' }), '市总工会')
    await found.getByText('人工选定').waitFor()

    await choose('开设双拥专栏')
    await found.locator('.prop.at').getByRole('button', { name: '舍弃' }).click()
    await found.getByRole('button', { name: '恢复“开设双拥专栏”' }).waitFor()

    await choose('更新主干道双拥宣传牌')
    await found.getByRole('button', { name: '拆成两条' }).click()
    await dialogOf(page).getByRole('button', { name: '拆成两条' }).click()
    await found.getByRole('button', { name: /清理褪色的标语/ }).waitFor()

    await choose('安置随军家属')
    await found.getByRole('button', { name: '并入上条' }).click()
    await found
      .getByRole('button', { name: /安置随军家属/ })
      .and(page.locator('.prop:not(.at) .prop-open'))
      .waitFor({
        state: 'detached',
      })

    const paper = page.getByRole('article', { name: '正文' })
    await paper.getByText(/供水企业与驻澜某部商定/).click({ clickCount: 3 })
    await paper.getByRole('button', { name: '补一条任务' }).click()
    const dialog = dialogOf(page)
    expect(await dialog.getByLabel('原文').inputValue()).toContain('供水企业与驻澜某部商定供水管网接通的时间')
    await dialog.getByLabel('任务').fill('商定供水管网接通时间')
    await chooseUnit(page, dialog.getByRole('combobox', { name: '牵头' }), '市住房和城乡建设局')
    await typeDay(dialog.getByLabel('承诺日'), '2026-10-30')
    await dialog.getByRole('button', { name: '补上这条' }).click()
    await told(page, /^已补上第 \d+ 条。/)
    expect(await found.locator('.prop .title').count()).toBe(8)
  })

  test('nothing is a matter before it is adopted; one press hands out the adopted ones', async () => {
    const { page } = office
    const found = page.getByRole('region', { name: '读出的任务' })
    expect(await found.getByRole('button', { name: '采用后立为事项' }).isDisabled()).toBe(true)
    for (const title of [GUIDE, '完成驻澜某部进出道路路面修补', '商定供水管网接通时间']) {
      await found
        .getByRole('button', { name: new RegExp(title) })
        .first()
        .click()
      await found.locator('.prop.at').getByRole('button', { name: '采用' }).click()
      await found.locator('.prop.yes').filter({ hasText: title }).waitFor()
    }
    await found.getByRole('button', { name: '把已采用的 3 条立为事项' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('heading', { name: '已立 3 件事项，交牵头单位签收' }).waitFor()
    const link = dialog.getByRole('link', { name: GUIDE })
    matterId = /open=(\d+)/.exec((await link.getAttribute('href')) ?? '')?.[1] ?? ''
    expect(matterId).not.toBe('')
    await link.click()
    await drawerOf(page).getByRole('heading', { name: GUIDE }).waitFor()
    await expectState(page, '待签收')
    await drawerOf(page).getByText('2026-08-20').waitFor()
    await drawerOf(page)
      .locator('.source')
      .getByText(/^市教育局负责编印军人子女秋季入学办理指南/)
      .waitFor()
  })

  test('the unit finds it on 今日, signs for it and reports progress', async () => {
    const { page } = bureau
    await page.goto('/')
    await page.getByRole('button', { name: `签收：${GUIDE}`, exact: true }).waitFor()
    await page.getByRole('region', { name: '我要办的' }).getByRole('link', { name: GUIDE }).click()
    await press(page, '签收')
    await told(page, /^已签收，RW-2026-\d+。/)
    await expectState(page, '办理中')
    await press(page, '报进展')
    await dialogOf(page).getByLabel('进展').fill('指南初稿已成，正在征求各校意见。')
    await send(page, '报进展')
    await drawerOf(page).getByText('指南初稿已成，正在征求各校意见。').waitFor()
  })

  test('it asks for more time, and the office grants it with one press', async () => {
    await press(bureau.page, '申请延期')
    const dialog = dialogOf(bureau.page)
    await typeDay(dialog.getByLabel('新的承诺日'), '2026-08-25')
    await dialog.getByLabel('原因').fill('两所学校的学位安排要到 8 月中旬才定。')
    await send(bureau.page, '申请延期')

    const { page } = office
    await openMatter(page, GUIDE)
    await press(page, '同意延期')
    await told(page, /^已同意延期/)
    await bureau.page.goto(`/matters?open=${matterId}`)
    await drawerOf(bureau.page).getByText('2026-08-25').waitFor()
    await drawerOf(bureau.page).getByText('原定 8月20日').waitFor()
  })

  test('it reports done with a photo, whose place and device are gone', async () => {
    const { page } = bureau
    await press(page, '报办结')
    const dialog = dialogOf(page)
    await dialog.getByLabel('办结情况').fill('指南已印发并送到各军人家庭。')
    await dialog
      .getByLabel('选佐证')
      .setInputFiles({ name: '发放现场.jpg', mimeType: 'image/jpeg', buffer: await photo() })
    await dialog.getByRole('button', { name: '看发放现场.jpg' }).waitFor()
    await send(page, '报办结')
    await expectState(page, '待确认')
    await drawerOf(page).getByRole('button', { name: '看发放现场.jpg' }).click()
    const look = dialogOf(page)
    const download = look.getByRole('link', { name: '下载原件' })
    photoAddress = (await download.getAttribute('href')) ?? ''
    const shown = look.getByRole('img', { name: '发放现场.jpg' })
    await shown.waitFor()
    await expect.poll(() => shown.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0)
    const stored = await page.request.get(photoAddress)
    expect(stored.status()).toBe(200)
    expect(stored.headers()['content-disposition']).toMatch(/^attachment/)
    const { exif } = await sharp(await stored.body()).metadata()
    expect(exif?.toString('latin1') ?? '').not.toMatch(/SamplePhone|SP-1/)
    expect((await stored.body()).includes('SamplePhone')).toBe(false)
    await look.getByRole('button', { name: '关闭' }).click()
  })

  test('the unit cannot confirm its own work', async () => {
    const drawer = drawerOf(bureau.page)
    await drawer.getByText('报办结').first().waitFor()
    expect(await drawer.getByRole('button', { name: '确认销号' }).count()).toBe(0)
  })

  test('the office returns it once with a reason; the unit reports again and the office confirms', async () => {
    const { page } = office
    await openMatter(page, GUIDE)
    await press(page, '退回重办')
    await dialogOf(page).getByRole('button', { name: '退回重办' }).click()
    await dialogOf(page).getByText(/原因/).first().waitFor()
    await dialogOf(page).getByRole('alert').first().waitFor()
    await dialogOf(page).getByLabel('原因').fill('缺领取签字表，补上后再报。')
    await send(page, '退回重办')

    await bureau.page.goto('/')
    await bureau.page.getByRole('region', { name: '我要办的' }).getByRole('link', { name: GUIDE }).click()
    await drawerOf(bureau.page).getByText('缺领取签字表，补上后再报。').first().waitFor()
    await expectState(bureau.page, '办理中')
    await press(bureau.page, '报办结')
    await dialogOf(bureau.page).getByLabel('办结情况').fill('签字表已补，共 36 户签收。')
    await send(bureau.page, '报办结')

    await openMatter(page, GUIDE)
    await press(page, '确认销号')
    await told(page, /^已销号，RW-2026-\d+。/)
    await expectState(page, '已销号')
  })

  test('the leader sees it in 总览, where the figure opens the list that holds it', async () => {
    const { page } = leader
    await page.goto('/overview')
    const line = page.getByRole('table', { name: '各单位牵头的事项' }).getByRole('row', { name: /市教育局/ })
    const closed = line.getByRole('link', { name: /已销号/ })
    const count = Number((await closed.innerText()).replace(/\D/g, ''))
    await closed.click()
    const list = page.getByRole('table', { name: '事项' })
    await list.getByRole('link', { name: GUIDE }).waitFor()
    expect(await shownCount(page)).toBe(count)
    await list.getByRole('link', { name: GUIDE }).click()
    await expectState(page, '已销号')
    expect(await drawerOf(page).getByRole('button', { name: '确认销号' }).count()).toBe(0)
  })

  test.each([
    ['lcq-jyj', "another district's education bureau"],
    ['czj', 'the finance bureau of the city'],
    ['jtj', 'the transport bureau, which got another task of the same plan'],
  ])('%s, %s, sees none of it', async (login) => {
    const person = await signIn(browser, login)
    people.push(person)
    const { page } = person
    expect(await countOf(page, `/matters?view=all&light=any&q=${encodeURIComponent(GUIDE)}`)).toBe(0)
    await page.getByText('没有符合条件的事项').waitFor()
    await page.goto('/matters?view=all&light=any')
    await page.getByRole('navigation', { name: '翻页' }).waitFor()
    expect(await page.getByRole('link', { name: GUIDE }).count()).toBe(0)
    await page.goto(`/matters?open=${matterId}`)
    await drawerOf(page).getByRole('alert').filter({ hasText: '这件事项不存在，或不归本岗位看。' }).waitFor()
    expect(await page.getByText(GUIDE).count()).toBe(0)
    for (const address of [photoAddress, `${photoAddress}/thumbnail`, `${photoAddress}/preview`]) {
      expect((await page.request.get(address)).status()).toBe(404)
    }
    expect((await page.request.get(`/api/matters/${matterId}`)).status()).toBe(404)
    await page.context().close()
  })

  test('no page failed on the way', () => {
    expect(people.flatMap(({ problems }) => problems)).toEqual([])
  })
})
