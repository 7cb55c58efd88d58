import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openWindow, passSignIn, type Person, signIn } from './browser.ts'
import { dialogOf, drawerOf } from './doings.ts'

/** JavaScript a person may have to fetch before 今日 can be used, as it travels (1 kB = 1,000 bytes). */
const MOST_BYTES = 350_000

const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? ''
  })

/** Presses Tab until the focus is on what is meant; fails when it is not reached. */
const tabTo = async (page: Page, isMeant: (name: string) => boolean, key = 'Tab'): Promise<void> => {
  const passed: string[] = []
  for (let times = 0; times < 80; times++) {
    await page.keyboard.press(key)
    const name = await focusedName(page)
    if (isMeant(name)) return
    passed.push(name.slice(0, 20))
  }
  throw new Error(`not reached by ${key}; passed ${passed.join(' · ')}`)
}

describe('the first page', () => {
  let browser: Browser
  let walker: Person

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test('needs at most 350 kB of JavaScript, from the bare address until 今日 can be used', async () => {
    const { page, problems } = await openWindow(browser)
    const scripts: { address: string; encoding: string; bytes: number }[] = []
    const sizes: Promise<void>[] = []
    page.on('requestfinished', (request) => {
      const address = new URL(request.url()).pathname
      if (!address.endsWith('.js')) return
      sizes.push(
        Promise.all([request.sizes(), request.response()]).then(([{ responseBodySize }, response]) => {
          const encoding = response?.headers()['content-encoding'] ?? 'none'
          scripts.push({ address, encoding, bytes: responseBodySize })
        }),
      )
    })
    await passSignIn(page, 'sby')
    await page.getByRole('region', { name: '我要办的' }).getByRole('listitem').first().waitFor()
    await page.getByRole('region', { name: '等我答复' }).waitFor()
    await Promise.all(sizes)
    const bytes = scripts.reduce((sum, one) => sum + one.bytes, 0)
    console.log(`JavaScript until 今日 can be used: ${(bytes / 1000).toFixed(1)} kB in ${scripts.length} files, brotli`)
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter(({ encoding }) => encoding !== 'br')).toEqual([])
    expect(scripts.filter((one) => one.bytes === 0)).toEqual([])
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
    expect(problems).toEqual([])
    await page.context().close()
  })

  test('a person signs in and reaches a matter by keyboard alone', async () => {
    const waiting = await openWindow(browser)
    const { password } = await passwordless(waiting)
    walker = waiting
    const { page } = walker
    await tabTo(page, (name) => name === 'login')
    await page.keyboard.type('sby')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^当前岗位/ }).waitFor()
    await page.locator('main').getByRole('heading').first().waitFor()
    await tabTo(page, (name) => name === '跳到正文', 'Tab')
  })
})
