// @vitest-environment node
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import react from '@vitejs/plugin-react'
import { chromium, type Page } from 'playwright-core'
import { test } from 'vitest'
import { createServer } from 'vite'
import { openTestHouse } from '../../../main/testing.ts'
import { projectRoot } from '../../../platform/root.ts'

test('look', async () => {
  const house = await openTestHouse()
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind":"sample"}')`)
  await house.pool.query(`update people set must_change_password = true where login = 'transport'`)
  const lines = (await import('../data/duties.json', { with: { type: 'json' } })).default.filter((one) => one.unit === '市教育局')
  for (const one of lines) await house.pool.query('insert into duties (unit_id, phrase, words, source) values ($1,$2,$3,$4)', [house.world.units.education, one.phrase, one.words, one.source])
  const api = 9411
  await house.app.listen({ port: api, host: '127.0.0.1' })
  const vite = await createServer({
    configFile: false,
    root: projectRoot,
    cacheDir: '/tmp/orglook/vite',
    plugins: [react(), { name: 'stub', enforce: 'pre', async resolveId(id, from) {
      if (from?.includes('/main/client/') && id.startsWith('.')) {
        const found = await this.resolve(id, from, { skipSelf: true })
        if (!found) return '\0stub'
      }
      return null
    }, load(id) { return id === '\0stub' ? 'export const ApiDocsPage = () => null; export const X = 1' : null } }],
    server: { port: 9412, host: '127.0.0.1', proxy: { '/api': { target: `http://127.0.0.1:${api}` } }, watch: null, hmr: false },
    logLevel: 'error',
  })
  await vite.listen()
  const { findChromium } = await import('../../../../bin/find-chromium.mjs')
  const found = await findChromium()
  const browser = await chromium.launch({ executablePath: found.path, args: found.args, env: { ...process.env, ...found.env } })
  const report: string[] = []
  const shot = async (page: Page, name: string) => {
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await page.waitForTimeout(400)
    await page.screenshot({ path: join('/tmp/orglook', `${name}.png`) })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    const axe = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
    report.push(`${name}: overflow ${wide}; ${axe.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`).join('; ')}`)
  }
  try {
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
      const w = size.width
      const context = await browser.newContext({ viewport: size, ...(w < 500 ? { hasTouch: true, isMobile: true } : {}) })
      const page = await context.newPage()
      page.on('console', (m) => { if (m.type() === 'error') report.push(`console ${m.text()}`) })
      page.on('pageerror', (e) => report.push(`pageerror ${e.message}`))
      const signIn = async (login: string) => {
        await context.clearCookies()
        await page.goto('http://127.0.0.1:9412/org')
        await page.getByLabel('账号', { exact: true }).waitFor({ timeout: 60000 })
        await page.getByLabel('账号', { exact: true }).fill(login)
        await page.getByLabel('密码', { exact: true }).fill('a long password for tests')
        await page.getByRole('button', { name: '登录', exact: true }).click()
      }
      await page.goto('http://127.0.0.1:9412/org')
      await page.getByLabel('账号', { exact: true }).waitFor({ timeout: 60000 })
      await shot(page, `signin-${w}`)
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await page.waitForTimeout(300)
      await shot(page, `signin-empty-${w}`)
      await signIn('transport')
      await page.getByRole('heading', { name: '先改密码' }).waitFor()
      await shot(page, `first-${w}`)
      await signIn('office')
      await page.getByRole('heading', { name: '组织' }).waitFor()
      await shot(page, `units-${w}`)
      await page.getByText('市教育局', { exact: true }).first().click()
      await page.getByText('军人子女').first().waitFor()
      await shot(page, `unit-${w}`)
      await page.getByRole('button', { name: '改单位' }).click()
      await shot(page, `unit-form-${w}`)
      await page.keyboard.press('Escape')
      await page.goto('http://127.0.0.1:9412/org?tab=regions')
      await page.getByText('澜城区').first().waitFor()
      await shot(page, `regions-${w}`)
      await page.getByText('青禾县', { exact: true }).first().click()
      await page.waitForTimeout(300)
      await shot(page, `region-${w}`)
      await page.goto('http://127.0.0.1:9412/org?tab=posts')
      await page.getByText('市双拥办综合岗', { exact: true }).first().waitFor()
      await shot(page, `posts-${w}`)
      await page.goto('http://127.0.0.1:9412/account')
      await page.getByRole('heading', { name: '我的账号' }).waitFor()
      await shot(page, `account-${w}`)
      await signIn('secadmin')
      await page.getByRole('heading', { name: '组织' }).waitFor()
      await page.goto('http://127.0.0.1:9412/org?tab=posts')
      await page.getByText('市双拥办综合岗', { exact: true }).first().click()
      await page.getByRole('button', { name: '安排任职' }).click()
      await shot(page, `appoint-${w}`)
      await signIn('sysadmin')
      await page.getByRole('heading', { name: '组织' }).waitFor()
      await page.goto('http://127.0.0.1:9412/org?tab=posts')
      await page.getByRole('button', { name: '人员', exact: true }).click()
      await shot(page, `people-${w}`)
      await page.goto('http://127.0.0.1:9412/org?tab=calendar')
      await page.getByText('2027 年').first().click()
      await shot(page, `calendar-${w}`)
      await page.goto('http://127.0.0.1:9412/org?tab=setup')
      await page.getByLabel('省（自治区、直辖市）').selectOption({ label: '江西省' })
      await page.getByLabel('市（州、盟）').selectOption({ label: '赣州市' })
      await page.getByRole('button', { name: '设立赣州市' }).waitFor()
      await shot(page, `setup-${w}`)
      if (w < 500) {
        await page.getByLabel('城市名称').fill('赣州')
        await page.getByRole('button', { name: '设立赣州市' }).click()
        await page.waitForTimeout(800)
        await shot(page, `setup-wrong-${w}`)
        await page.getByLabel('城市名称').fill('赣州市')
        await page.getByRole('button', { name: '设立赣州市' }).click()
        await page.getByText('赣州市已设立').waitFor()
        await shot(page, `made-${w}`)
      }
      await context.close()
    }
  } catch (error) {
    report.push(String(error))
    for (const context of browser.contexts()) for (const page of context.pages()) await page.screenshot({ path: '/tmp/orglook/failed.png' })
  }
  writeFileSync('/tmp/orglook/report.txt', report.join('\n'))
  await browser.close()
  await vite.close()
  await house.close()
}, 400_000)
