import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { meritProblems } from '../src/features/registers/merit-reports/contract.ts'
import { openBrowser, openWindow, type Person, passSignIn, passwordOf } from './browser.ts'
import { dialogOf, drawerOf } from './doings.ts'

/** JavaScript a person may have to fetch before 今日 can be used, as it travels (1 kB = 1,000 bytes). */
const MOST_BYTES = 350_000

const hasFocus = (locator: Locator): Promise<boolean> =>
  locator.evaluateAll((found) => found.some((element) => element === document.activeElement))

/** Presses a key until the focus is where it is meant to be; fails when it does not get there. */
const walkTo = async (page: Page, target: Locator, key = 'Tab'): Promise<void> => {
  await target.first().waitFor()
  for (let times = 0; times < 90; times++) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} was not reached with ${key}`)
}

describe('the first page', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('greets a browser that is too old with what to do, on any address, and does not go on', async () => {
    const { page, context, problems } = await openWindow(browser)
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'WeakRef')
    })
    await page.goto('/matters')
    const greeting = page.getByRole('alert')
    await greeting.getByRole('heading', { name: '这个浏览器太旧，打不开同心' }).waitFor()
    expect(await greeting.innerText()).toContain('极速模式')
    await page.waitForLoadState('networkidle')
    expect(await page.getByLabel('账号').count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })

  test('needs at most 350 kB of JavaScript, from the bare address until 今日 can be used', async () => {
    const { page, context, problems } = await openWindow(browser)
    const scripts: { address: string; encoding: string; bytes: number; words: string }[] = []
    const sizes: Promise<void>[] = []
    page.on('requestfinished', (request) => {
      const address = new URL(request.url()).pathname
      if (!address.endsWith('.js')) return
      const note = async () => {
        const [{ responseBodySize }, response] = await Promise.all([request.sizes(), request.response()])
        const encoding = response?.headers()['content-encoding'] ?? 'none'
        scripts.push({ address, encoding, bytes: responseBodySize, words: (await response?.text()) ?? '' })
      }
      sizes.push(note())
    })
    await passSignIn(page, 'sby')
    for (const part of ['我要办的', '等我答复', '将要到来'])
      await page.getByRole('region', { name: part }).locator('ul, .state').first().waitFor()
    await page.waitForLoadState('networkidle')
    await Promise.all(sizes)
    const bytes = scripts.reduce((sum, one) => sum + one.bytes, 0)
    console.log(`JavaScript until 今日 can be used: ${(bytes / 1000).toFixed(1)} kB in ${scripts.length} files, brotli`)
    expect(scripts.filter(({ encoding, bytes }) => encoding !== 'br' || bytes === 0)).toEqual([])
    expect(scripts.length).toBeGreaterThan(3)
    // The sentences of refusals come from the server with the refusal (nameProblems of platform/problem.ts).
    const { detail } = meritProblems['merit-twice']
    expect(scripts.filter(({ words }) => words.includes(detail)).map(({ address }) => address)).toEqual([])
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
    expect(problems).toEqual([])
    await context.close()
  })

  describe('by keyboard alone', () => {
    let walker: Person

    beforeAll(async () => {
      walker = await openWindow(browser)
    })

    test('a person signs in', async () => {
      const { page } = walker
      await page.goto('/')
      await walkTo(page, page.getByLabel('账号'))
      await page.keyboard.type('sby')
      await walkTo(page, page.getByLabel('密码'))
      await page.keyboard.type(passwordOf('sby'))
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: /^当前岗位/ }).waitFor()
    })

    test('opens a matter from the list and closes it; the focus returns to its row', async () => {
      const { page } = walker
      await walkTo(page, page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '事项' }))
      await page.keyboard.press('Enter')
      await page.waitForURL('**/matters**')
      const rows = page.getByRole('table', { name: '事项' }).locator('tbody tr[data-row]')
      await rows.nth(1).waitFor()
      await walkTo(page, rows.nth(0))
      await page.keyboard.press('ArrowDown')
      expect(await hasFocus(rows.nth(1))).toBe(true)
      await page.keyboard.press('Enter')
      const heading = drawerOf(page).getByRole('heading', { level: 2 })
      await heading.waitFor()
      await expect.poll(() => hasFocus(heading)).toBe(true)
      await page.keyboard.press('Escape')
      await drawerOf(page).waitFor({ state: 'detached' })
      await expect.poll(() => hasFocus(rows.nth(1))).toBe(true)
    })

    test('opens the form of a step and leaves it; the focus returns to the drawer', async () => {
      const { page } = walker
      await page.goto('/matters?view=mine&state=running')
      await walkTo(page, page.getByRole('table', { name: '事项' }).locator('tbody tr[data-row]').first())
      await page.keyboard.press('Enter')
      const drawer = drawerOf(page)
      const more = drawer.getByRole('button', { name: '更多操作' })
      await walkTo(page, more)
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem').first().waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => hasFocus(more)).toBe(true)
      expect(await drawer.isVisible()).toBe(true)
      await walkTo(page, drawer.getByRole('button', { name: '留言', exact: true }), 'Shift+Tab')
      await page.keyboard.press('Enter')
      const words = dialogOf(page).getByLabel('留言')
      await words.waitFor()
      await walkTo(page, words)
      await page.keyboard.type('先看一看')
      // Tab stays inside the form
      for (let times = 0; times < 12; times++) {
        await page.keyboard.press('Tab')
        expect(await hasFocus(page.locator('dialog[open], dialog[open] *'))).toBe(true)
      }
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'detached' })
      await expect.poll(() => hasFocus(page.locator('.drawer, .drawer *'))).toBe(true)
      expect(await drawerOf(page).getByText('先看一看').count()).toBe(0)
    })

    test('no page failed on the way', () => {
      expect(walker.problems).toEqual([])
    })
  })
})
