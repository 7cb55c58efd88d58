import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  type Person,
  passwordOf,
  picture,
  signIn,
} from './browser.ts'
import { chooseUnit, dialogOf, drawerOf, expectState, openMatter, press, send, told, typeDay } from './doings.ts'
import { openCaller } from './program.ts'

const TASK = '立功受奖喜报送到家门口'
const LEAD = '市退役军人事务局'
const COUNTIES: [login: string, unit: string][] = [
  ['lcq-sby', '澜城区双拥办'],
  ['yqq-sby', '云桥区双拥办'],
  ['hfs-sby', '禾丰市双拥办'],
  ['qhx-sby', '青禾县双拥办'],
  ['spx-sby', '松坪县双拥办'],
  ['xxx-sby', '浔溪县双拥办'],
  ['lqx-sby', '兰泉县双拥办'],
  ['ssx-sby', '石杉县双拥办'],
]
const REFUSER = '兰泉县双拥办'
const STATION = '兰泉镇退役军人服务站'
const DELAYED = '禾丰市双拥办'

type Part = { id: number; version: number; lead: { name: string } | null }

describe('one task handed down to eight counties', () => {
  let browser: Browser
  let office: Person
  let lead: Person
  let refuser: Person
  let station: Person
  let delayed: Person
  let taskId = 0
  const partIds = new Map<string, number>()

  const openById = async ({ page }: Person, id: number) => {
    await page.goto(`/matters?view=all&open=${id}`)
    await drawerOf(page).getByRole('heading', { name: TASK }).waitFor()
  }
  const openPart = (person: Person, unit: string) => openById(person, partIds.get(unit) ?? 0)

  /** 分解情况 as the lead reads it on the open parent. */
  const expectDone = (done: number) =>
    drawerOf(lead.page)
      .getByRole('heading', { name: `分解情况 已办结 ${done} / 8`, exact: true })
      .waitFor()

  /** The parent is not reported done: the form names what is open, and the answer says how to go on. */
  const expectHeldUp = async (done: number, open: readonly string[]) => {
    const { page } = lead
    await openById(lead, taskId)
    await press(page, '报办结')
    const dialog = dialogOf(page)
    await dialog.getByText(`还有 ${open.length} 件分解件未办结：${open.join('、')}。`).waitFor()
    await dialog.getByLabel('办结情况').fill('八个县（市、区）都送到了。')
    await dialog.getByRole('button', { name: '报办结' }).click()
    await dialog
      .getByText(`分解件已办结 ${done} / 8，还有 ${open.length} 件未办结也没有写明原因，逐件办结或写明原因后再报办结。`)
      .waitFor()
    await dialog.getByRole('button', { name: '不改了' }).click()
    await expectState(page, '办理中')
  }

  /** A county signs for its part and reports it, through the same doors as its screens. */
  const settleByCalls = async (login: string, unit: string) => {
    const call = openCaller(inject('address'))
    expect((await call('POST', '/session', { login, password: passwordOf(login) })).status).toBe(200)
    const id = partIds.get(unit)
    for (const more of [{ step: 'sign' }, { step: 'report', text: '喜报已逐户送到。' }]) {
      const { body } = await call('GET', `/matters/${id}`)
      expect((await call('POST', `/matters/${id}/steps`, { ...more, version: body.version })).status).toBe(200)
    }
  }

  /** From the open parent into the part, confirmed there, and back up again. */
  const confirmPart = async (leadUnit: string, done: number) => {
    const { page } = lead
    await drawerOf(page)
      .getByRole('list', { name: '分解件' })
      .getByRole('link', { name: new RegExp(`${leadUnit} ${TASK}$`) })
      .click()
    await press(page, '确认销号')
    await expectState(page, '已销号')
    await drawerOf(page)
      .getByRole('navigation', { name: '上级事项' })
      .getByRole('link', { name: /^RW-2026-\d+$/ })
      .click()
    await expectDone(done)
  }

  beforeAll(async () => {
    browser = await openBrowser()
    office = await signIn(browser, 'sby')
    lead = await signIn(browser, 'tyj')
    const units = await office.page.request.get(`/api/units?q=${encodeURIComponent(LEAD)}`)
    const [unit] = (await units.json()).rows
    const raised = await office.page.request.post('/api/matters/tasks', {
      data: { category: 'support-army', title: TASK, body: '', leadUnitId: unit.id, dueOn: '2026-08-31' },
    })
    expect(raised.status()).toBe(200)
    taskId = (await raised.json()).id
  })
  afterAll(() => browser?.close())

  test('the lead signs for it and hands it down to the eight county offices at once', async () => {
    const { page } = lead
    await openMatter(page, TASK)
    await press(page, '签收')
    await expectState(page, '办理中')
    await press(page, '分解下达')
    const dialog = dialogOf(page)
    await dialog.getByRole('searchbox', { name: '搜下级单位' }).fill('双拥办')
    await dialog.getByRole('checkbox', { name: '石杉县双拥办' }).waitFor()
    await dialog.getByRole('heading', { name: /8 个$/ }).waitFor()
    await dialog.getByRole('button', { name: '全选本级' }).click()
    await dialog.getByText('已选 8 个单位，立 8 件分解件。').waitFor()
    await typeDay(dialog.getByLabel('各单位的承诺日', { exact: true }), '2026-07-31')
    await dialog.getByLabel('分解要求').fill('各县（市、区）逐户送到，拍照存底。')
    await expectAccessible(page, '分解下达')
    await expectNoOverflow(page, '分解下达')
    await picture(page, 'hand-down')
    await send(page, '分解下达')
    await told(page, /^已分解下达，RW-2026-\d+。/)
    const parts = drawerOf(page).getByRole('list', { name: '分解件' }).getByRole('listitem')
    await expect.poll(() => parts.count()).toBe(8)
    await expectDone(0)
    await expectChinese(page, '分解情况')
    await expectAccessible(page, '分解情况')
    await picture(page, 'parts')

    const { partList } = await (await page.request.get(`/api/matters/${taskId}`)).json()
    for (const part of partList as Part[]) partIds.set(part.lead?.name ?? '', part.id)
    expect([...partIds.keys()]).toEqual(COUNTIES.map(([, unit]) => unit))
    await expectHeldUp(
      0,
      COUNTIES.map(([, unit]) => unit),
    )
  })

  test('one county says 非本单位: its part comes back to the lead as one matter', async () => {
    refuser = await signIn(browser, 'lqx-sby')
    await openMatter(refuser.page, TASK)
    await drawerOf(refuser.page).getByText('各县（市、区）逐户送到，拍照存底。').first().waitFor()
    await press(refuser.page, '非本单位')
    await dialogOf(refuser.page).getByLabel('原因').fill('本县喜报由兰泉镇服务站专送，报请改派。')
    await send(refuser.page, '非本单位')
    await lead.page.goto('/')
    const waiting = lead.page.getByRole('region', { name: /^等我答复/ })
    await waiting.getByText(TASK).first().waitFor()
    await waiting.getByText('本县喜报由兰泉镇服务站专送，报请改派。').waitFor()
  })

  test('another asks for time and is granted it with one press', async () => {
    delayed = await signIn(browser, 'hfs-sby')
    const { page } = delayed
    await openMatter(page, TASK)
    await press(page, '签收')
    await expectState(page, '办理中')
    await press(page, '申请延期')
    await typeDay(dialogOf(page).getByLabel('新的承诺日'), '2026-08-14')
    await dialogOf(page).getByLabel('原因').fill('两个乡镇道路抢修，入户顺延。')
    await send(page, '申请延期')
    await openPart(lead, DELAYED)
    await drawerOf(lead.page).getByText('两个乡镇道路抢修，入户顺延。').first().waitFor()
    await press(lead.page, '同意延期')
    await told(lead.page, /^已同意延期/)
    await drawerOf(lead.page).getByText('原定 7月31日').waitFor()
  })

  test('six report and are confirmed one by one, and n of m is right at each', async () => {
    const six = COUNTIES.filter(([, unit]) => unit !== REFUSER && unit !== DELAYED)
    for (const [login, unit] of six) await settleByCalls(login, unit)
    await openById(lead, taskId)
    await expectDone(0)
    for (const [index, [, unit]] of six.entries()) await confirmPart(unit, index + 1)
  })

  test('with the refused and the postponed part open the parent is not reported done', async () => {
    await expectHeldUp(6, [DELAYED, REFUSER])
  })

  test('the lead hands the refused part anew to a station below, which does it', async () => {
    const { page } = lead
    await openPart(lead, REFUSER)
    await press(page, '改派')
    await chooseUnit(page, dialogOf(page).getByRole('combobox', { name: '牵头单位' }), STATION)
    await typeDay(dialogOf(page).getByLabel('承诺日'), '2026-07-31')
    await send(page, '改派')
    await expectState(page, '待签收')

    station = await signIn(browser, 'fwz7')
    await openMatter(station.page, TASK)
    await press(station.page, '签收')
    await expectState(station.page, '办理中')
    await press(station.page, '报办结')
    await dialogOf(station.page).getByLabel('办结情况').fill('喜报已全部送到。')
    await send(station.page, '报办结')
    await expectState(station.page, '待确认')
    expect(await drawerOf(station.page).getByRole('button', { name: '确认销号' }).count()).toBe(0)
    await openById(lead, taskId)
    await expectDone(6)
    await confirmPart(STATION, 7)
    await expectHeldUp(7, [DELAYED])
  })

  test('the postponed one reports and is confirmed: eight of eight', async () => {
    const { page } = delayed
    await openMatter(page, TASK)
    await press(page, '报办结')
    await dialogOf(page).getByLabel('办结情况').fill('两个乡镇已补送。')
    await send(page, '报办结')
    await openById(lead, taskId)
    await expectDone(7)
    await confirmPart(DELAYED, 8)
  })

  test('now the parent is reported, and the office closes it', async () => {
    await press(lead.page, '报办结')
    const dialog = dialogOf(lead.page)
    await dialog.getByLabel('办结情况').fill('八个县（市、区）都送到了。')
    expect(await dialog.getByText(/件分解件未办结/).count()).toBe(0)
    await send(lead.page, '报办结')
    await expectState(lead.page, '待确认')
    await openById(office, taskId)
    await press(office.page, '确认销号')
    await told(office.page, /^已销号，RW-2026-\d+。/)
    await expectState(office.page, '已销号')
  })

  test('no page failed on the way', () => {
    expect([office, lead, refuser, station, delayed].flatMap(({ problems }) => problems)).toEqual([])
  })
})
