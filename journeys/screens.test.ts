import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  DESK,
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  openWindow,
  type Person,
  PHONE,
  picture,
  signIn,
} from './browser.ts'
import { dialogOf, drawerOf, press } from './doings.ts'

type Screen = {
  name: string
  address: string
  /** Waits until the screen shows what it is for; opens what has no address of its own. */
  ready(page: Page): Promise<unknown>
  /** Name of its picture. */
  picture?: string
}

const filled = (label: string) => (page: Page) =>
  page.getByRole('region', { name: label }).locator('.list li, .state, tbody tr').first().waitFor()

const firstRow = async (page: Page) => {
  await page.locator('tbody tr[data-row]').first().waitFor()
  await page
    .getByRole('tab')
    .or(page.getByRole('navigation', { name: '翻页' }))
    .first()
    .waitFor()
}

const openFirst = async (page: Page) => {
  await page.locator('tbody tr[data-row] a.title').first().click()
  await drawerOf(page).locator('.steps').waitFor()
}

const today: Screen = { name: '今日', address: '/', ready: filled('我要办的') }
const needForm: Screen = {
  name: '提需求',
  address: '/',
  ready: async (page) => {
    await page.getByRole('button', { name: '提需求' }).first().click()
    await dialogOf(page).getByLabel('事项名称').waitFor()
  },
}
const orgTab = (key: string, label: string): Screen => ({
  name: `组织 ${label}`,
  address: `/org?tab=${key}`,
  ready: (page) => page.locator('main .panel').first().waitFor(),
  ...(key === 'units' ? { picture: 'org' } : {}),
})

const page = (name: string, address: string): Screen => ({
  name,
  address,
  ready: (shown) => shown.locator('main .panel, main table, main .state').first().waitFor(),
})

/** Pages of the office that need nothing done on them to be seen. */
const PAGES: Screen[] = [
  page('批示', '/instructions'),
  page('消息', '/notices'),
  page('导入 Excel', '/matters/import'),
  page('任务分工表', '/matters/division'),
  page('对账', '/statements'),
  page('交接', '/handover'),
  page('覆盖', '/coverage'),
  page('答复等待', '/answer-waits'),
  orgTab('changes', '区划变更'),
  orgTab('invitations', '邀请'),
  orgTab('import', '导入'),
  orgTab('delegated', '下级改动'),
  orgTab('groups', '领导小组'),
  orgTab('directory', '通讯录'),
  orgTab('counts', '口径对照'),
]

const SCREENS: [login: string, screens: Screen[]][] = [
  [
    'sby',
    [
      { ...today, picture: 'today' },
      { name: '事项', address: '/matters', ready: firstRow, picture: 'matters' },
      { name: '事项详情', address: '/matters?view=all&light=any', ready: openFirst, picture: 'matter-drawer' },
      {
        name: '选列',
        address: '/matters?view=all&light=any',
        ready: async (page) => {
          await firstRow(page)
          await page.getByRole('button', { name: '选列' }).click()
          await page.getByRole('dialog', { name: '选列' }).waitFor()
        },
      },
      {
        name: '存为视图',
        address: '/matters?view=all&light=over',
        ready: async (page) => {
          await page.getByRole('button', { name: '存为视图' }).click()
          await dialogOf(page).getByLabel('视图名称').waitFor()
        },
      },
      {
        name: '看板',
        address: '/matters?view=all&light=any&layout=board',
        ready: (page) => page.locator('.board .card').first().waitFor(),
        picture: 'board',
      },
      {
        name: '看板 按牵头单位',
        address: '/matters?view=all&light=open&layout=board&by=lead',
        ready: (page) => page.locator('.board .card').first().waitFor(),
      },
      {
        name: '日历',
        address: '/matters?view=all&light=any&layout=calendar',
        ready: (page) => page.locator('.cal-items li').first().waitFor(),
        picture: 'calendar',
      },
      {
        name: '日历 周',
        address: '/matters?view=all&light=any&layout=calendar&span=week',
        ready: (page) => page.locator('.cal, .agenda, .state').first().waitFor(),
      },
      {
        name: '留言',
        address: '/matters?view=mine&state=running',
        ready: async (page) => {
          await openFirst(page)
          await press(page, '留言')
          await dialogOf(page).getByLabel('留言').waitFor()
        },
      },
      {
        name: '立一件任务',
        address: '/',
        ready: async (page) => {
          await page.getByRole('button', { name: '立一件任务' }).click()
          await dialogOf(page).getByLabel('事项名称').waitFor()
        },
      },
      { name: '双清单', address: '/dual', ready: filled('部队提、地方办'), picture: 'dual' },
      { name: '来文', address: '/sources', ready: (page) => page.locator('main .panel').first().waitFor() },
      {
        name: '读入来文',
        address: '/sources',
        ready: async (page) => {
          await page.getByRole('button', { name: '读入来文' }).click()
          await dialogOf(page).getByRole('button', { name: '拖入或选一份文件' }).waitFor()
        },
      },
      {
        name: '来文核对',
        address: '/sources',
        ready: async (page) => {
          await page.locator('tbody tr[data-row] a.title').first().click()
          await page
            .getByRole('region', { name: '读出的任务' })
            .or(page.getByRole('article', { name: '正文' }))
            .first()
            .waitFor()
        },
        picture: 'desk',
      },
      {
        name: '总览',
        address: '/overview',
        ready: (page) => page.getByRole('region', { name: '关键数' }).waitFor(),
        picture: 'overview',
      },
      ...PAGES,
      { name: '账号', address: '/account', ready: (page) => page.locator('main .panel').first().waitFor() },
      { name: '界面部件', address: '/pieces', ready: (page) => page.locator('main .panel').first().waitFor() },
      { name: '接口说明', address: '/api-docs', ready: (page) => page.locator('main .panel').nth(3).waitFor() },
    ],
  ],
  ['jyj', [today, { name: '事项详情', address: '/matters?view=mine', ready: openFirst }, needForm]],
  ['zl', [today, needForm, { name: '双清单', address: '/dual', ready: filled('部队提、地方办') }]],
  [
    'ld',
    [
      today,
      { name: '事项', address: '/matters?view=all', ready: firstRow },
      { name: '总览', address: '/overview', ready: (page) => page.getByRole('region', { name: '关键数' }).waitFor() },
    ],
  ],
  ['fwz', [today, needForm]],
  [
    'xt',
    [
      orgTab('units', '单位'),
      orgTab('regions', '区划'),
      orgTab('posts', '岗位与人员'),
      orgTab('calendar', '工作日历'),
      orgTab('setup', '设立城市'),
    ],
  ],
  ['aq', [orgTab('posts', '岗位与人员')]],
]

/** Both sizes of window, with what is added to the names of their pictures. */
const SIZES = [
  ['1366×768', DESK, ''],
  ['390×844', PHONE, '-phone'],
] as const

/** Checks what is shown in both sizes; the screen is loaded once and follows the window. */
const expectGood = async (page: Page, where: string, shot?: string): Promise<void> => {
  for (const [size, viewport, suffix] of SIZES) {
    await page.setViewportSize(viewport)
    await page.waitForLoadState('networkidle')
    if (shot) await picture(page, `${shot}${suffix}`)
    await expectNoOverflow(page, `${where} ${size}`)
    await expectChinese(page, `${where} ${size}`)
    await expectAccessible(page, `${where} ${size}`)
  }
  await page.setViewportSize(DESK)
}

describe('every main screen is Chinese, fits and is accessible, on a desk and on a phone', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('登录', async () => {
    const { page, context, problems } = await openWindow(browser)
    await page.goto('/')
    await page.getByLabel('账号').waitFor()
    await expectGood(page, '登录', 'signin')
    expect(problems).toEqual([])
    // the check can fail
    await page.evaluate(() => document.querySelector('main, form, body')?.append(document.createElement('button')))
    await expect(expectAccessible(page)).rejects.toMatchObject({ actual: [expect.stringContaining('button-name')] })
    await context.close()
  })

  describe.each(SCREENS)('for %s', (login, screens) => {
    let person: Person
    beforeAll(async () => {
      person = await signIn(browser, login)
    })
    afterAll(() => person?.context.close())

    test.each(screens)('$name', async ({ name, address, ready, picture: shot }) => {
      const { page, problems } = person
      await page.goto(address)
      await ready(page)
      await expectGood(page, `${login} ${name}`, shot)
      expect(problems).toEqual([])
    })
  })
})
