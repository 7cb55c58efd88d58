import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { findChromium } from '../bin/find-chromium.mjs'

/** A browser for one journey file; every person gets a context of his own, so several are signed in at once. */
export const openBrowser = async (): Promise<Browser> => {
  const { path, args, env } = await findChromium()
  return chromium.launch({
    executablePath: path,
    args: [
      ...args,
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...(process.env as Record<string, string>), ...env },
  })
}

export const DESK = { width: 1366, height: 768 }
export const PHONE = { width: 390, height: 844 }

const passwordOf = (login: string): string => {
  const accounts = JSON.parse(readFileSync(join(inject('dataDir'), 'sample-sign-ins.json'), 'utf8')) as {
    login: string
    password: string
  }[]
  const account = accounts.find((one) => one.login === login)
  if (!account) throw new Error(`no sample account ${login}`)
  return account.password
}

export type Person = { page: Page; context: BrowserContext; problems: string[] }

/** Signs a sample person in. Errors of the page and unexpected answers are collected in `problems`. */
export const signIn = async (browser: Browser, login: string, viewport = DESK): Promise<Person> => {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: inject('address') })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`)
  })
  await page.goto('/')
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码').fill(passwordOf(login))
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('navigation', { name: '主导航' }).first().or(page.getByRole('link', { name: '今日' }).first()).first().waitFor()
  return { page, context, problems }
}

/** No accessibility violation of level A or AA on what the page shows now. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help} — ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
  ).toEqual([])
}

const folder = process.env.PICTURES_DIR

/** Keeps a picture of what is shown, only where PICTURES_DIR asks for it. */
export const picture = async (page: Page, name: string): Promise<void> => {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Nothing stands wider than the window: no sideways scrolling, no text cut off at the edge. */
export const expectNoOverflow = async (page: Page): Promise<void> => {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider).toBeLessThanOrEqual(0)
}
