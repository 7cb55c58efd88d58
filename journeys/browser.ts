import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { findChromium } from '../bin/find-chromium.mjs'

/** The browser `npm test` has found already, else one looked for now. */
const foundChromium = async () => {
  const { CHROMIUM_PATH, CHROMIUM_ARGS } = process.env
  return CHROMIUM_PATH && CHROMIUM_ARGS !== undefined
    ? { path: CHROMIUM_PATH, args: CHROMIUM_ARGS.split(' ').filter(Boolean), env: {} }
    : findChromium()
}

/** A browser for one journey file; every person gets a context of his own, so several are signed in at once. */
export const openBrowser = async (): Promise<Browser> => {
  const { path, args, env } = await foundChromium()
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
export type Viewport = typeof DESK

type Account = { login: string; password: string }

const readAccounts = (): Account[] => JSON.parse(readFileSync(join(inject('dataDir'), 'sample-sign-ins.json'), 'utf8'))

/** The password of a sample account, as it was drawn at the first start. */
export const passwordOf = (login: string): string => {
  const account = readAccounts().find((one) => one.login === login)
  if (!account) throw new Error(`no sample account ${login}`)
  return account.password
}

export type Person = { page: Page; context: BrowserContext; problems: string[] }

/** A window that nobody has signed in from. Errors of the page and answers of 500 and above are collected in `problems`. */
export const openWindow = async (browser: Browser, viewport: Viewport = DESK): Promise<Person> => {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: inject('address'),
    // a phone's keyboard and pointer belong to its width
    ...(viewport.width < 768 ? { hasTouch: true, isMobile: true } : {}),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`))
  page.on('response', (response) => {
    // What the phone's own worker says without network is no answer of the server's.
    if (response.status() >= 500 && !response.fromServiceWorker())
      problems.push(`${response.status()} ${response.url()}`)
  })
  return { page, context, problems }
}

/** Fills the sign-in form and waits for the frame of the person's post. */
export const passSignIn = async (page: Page, login: string): Promise<void> => {
  await page.goto('/')
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码').fill(passwordOf(login))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('button', { name: /^当前岗位/ }).waitFor()
}

/** Signs a sample person in, in a window of his own. */
export const signIn = async (browser: Browser, login: string, viewport: Viewport = DESK): Promise<Person> => {
  const person = await openWindow(browser, viewport)
  await passSignIn(person.page, login)
  return person
}

/** No accessibility violation of level A or AA on what the page shows now. */
export const expectAccessible = async (page: Page, where = ''): Promise<void> => {
  // In the page itself and without what passes: a third of the time, and there are no frames of others.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  expect(
    violations.map(
      ({ id, help, nodes }) =>
        `${where} ${id}: ${help} — ${nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`).join(' | ')}`,
    ),
  ).toEqual([])
}

/** Nothing stands wider than the window or than the panel, form or drawer it belongs to. */
export const expectNoOverflow = async (page: Page, where = ''): Promise<void> => {
  // A window that was just made narrower takes a moment to lay its page out anew.
  for (let tries = 0; tries < 20 && (await spilling(page)).length > 0; tries += 1) await page.waitForTimeout(100)
  expect({ where, wider: await spilling(page) }).toEqual({ where, wider: [] })
}

const spilling = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isSpilling = (box: Element) =>
      box.scrollWidth - box.clientWidth > 1 && ['visible', 'clip', 'hidden'].includes(getComputedStyle(box).overflowX)
    const nameOf = (box: Element) =>
      `${box.tagName.toLowerCase()}.${box.className} ${box.getAttribute('aria-label') ?? ''}`
    return [document.documentElement, ...document.querySelectorAll('.panel, .drawer, .dialog, .dialog-body, main')]
      .filter(isSpilling)
      .map((box) => `${nameOf(box)} by ${box.scrollWidth - box.clientWidth}px`)
  })

/** Latin words that stand for themselves on a Chinese screen: keys, file formats, encodings, names of standards. */
const KNOWN_WORDS =
  /^(?:ctrl|enter|esc|windows|linux|edge|safari|asvs|docx|pdf|txt|html?|xlsx|jpe?g|png|wps|ofd|csv|word|excel|utf|gb18030|big5|openapi|json)$/i
/** Numbers of matters, codes of measures, numbers to quote (查问编号), kinds of content. */
const KNOWN_CODES = /\b[A-Z]\d{2}\b|\b[A-Z]{2}-20\d{2}-\d+\b|\breq-[0-9a-z]+\b|\bapplication\/[\w+.-]+/g
const FILE_NAME = /[\w一-龥（）()-]+\.(?:docx|pdf|txt|html?|xlsx|jpe?g|png)\b/gi

/** Every word a person sees or hears is Chinese, but for formats, file names, account names and what stands as code. */
export const expectChinese = async (page: Page, where = ''): Promise<void> => {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title]
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('code, kbd, script, style') || !isShown(element)) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
        found.push(element.getAttribute(name) ?? '')
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? '')
    }
    return found
  })
  const logins = new Set(readAccounts().map(({ login }) => login))
  const isForeign = (word: string) => !KNOWN_WORDS.test(word) && !logins.has(word)
  const foreign = texts.flatMap((text) =>
    (
      text
        .replace(FILE_NAME, '')
        .replace(KNOWN_CODES, '')
        .match(/[A-Za-z][A-Za-z0-9-]{2,}/g) ?? []
    )
      .filter(isForeign)
      .map((word) => `${where} ${word} in “${text.trim().slice(0, 60)}”`),
  )
  expect([...new Set(foreign)]).toEqual([])
}

const folder = process.env.PICTURES_DIR

/** Keeps a picture of what is shown, only where PICTURES_DIR asks for it. */
export const picture = async (page: Page, name: string): Promise<void> => {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}
