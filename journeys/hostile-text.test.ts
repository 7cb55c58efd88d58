import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person, signIn } from './browser.ts'

/** What a page would run, or what would break out of its place, were it written as it came. */
const PAYLOADS = [
  '<img src=x onerror="window.wasRun=1">',
  '<svg/onload=window.wasRun=1>',
  `"><script>window.wasRun=1</script>`,
  `javascript:window.wasRun=1//`,
  `'-window.wasRun=1-'`,
  '{{window.wasRun=1}}',
  '[看这里](javascript:window.wasRun=1)',
]

let browser: Browser
let office: Person
let troops: Person
beforeAll(async () => {
  browser = await openBrowser()
  ;[office, troops] = [await signIn(browser, 'sby'), await signIn(browser, 'zl')]
  for (const { page, problems } of [office, troops]) {
    page.on('dialog', (dialog) => {
      problems.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text())
    })
  }
})
afterAll(() => browser?.close())

/** Calls an endpoint from the page, with its session. */
const call = (page: Page, path: string, body: unknown): Promise<{ status: number; body: { id: number } }> =>
  page.evaluate(
    async ([to, sent]) => {
      const answer = await fetch(`/api${to}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: sent as string,
      })
      return { status: answer.status, body: await answer.json() }
    },
    [path, JSON.stringify(body)] as const,
  )

const expectNothingRan = async ({ page, problems }: Person, where: string) => {
  await page.waitForLoadState('networkidle')
  expect(await page.evaluate(() => (window as unknown as { wasRun?: number }).wasRun), where).toBeUndefined()
  expect(problems, where).toEqual([])
}

test('V03 words that are scripts stay words, wherever they are shown', async () => {
  const [first, second] = PAYLOADS as [string, string]
  const all = PAYLOADS.join('\n')
  const need = await call(troops.page, '/matters', {
    direction: 'military-asks',
    category: 'family',
    title: `随军家属入学 ${first} ${second}`,
    body: `家属院${all}`,
  })
  expect(need.status, JSON.stringify(need.body)).toBe(200)
  const said = await call(troops.page, `/matters/${need.body.id}/steps`, { step: 'comment', version: 1, text: all })
  expect(said.status, JSON.stringify(said.body)).toBe(200)
  const read = await call(office.page, '/documents', {
    title: `年度安排 ${first} ${second}`,
    text: `一、办好实事 ${first}\n（一）做好入学。市教育局设入学窗口${PAYLOADS.join('，')}，9月30日前设齐。\n`,
  })
  expect(read.status, JSON.stringify(read.body)).toBe(200)
  await office.page.goto(`/matters?view=all&light=any&open=${need.body.id}`)
  for (const payload of PAYLOADS) await office.page.getByText(payload, { exact: false }).first().waitFor()
  await expectNothingRan(office, 'the matter')
  await office.page.goto(`/sources/${read.body.id}`)
  await expectNothingRan(office, 'the document')
  for (const path of [
    '/',
    '/matters?view=all',
    '/dual',
    '/sources',
    '/overview',
    `/matters?q=${encodeURIComponent(PAYLOADS[0] as string)}`,
  ]) {
    await office.page.goto(path)
    await expectNothingRan(office, path)
  }
  await troops.page.goto('/')
  await expectNothingRan(troops, 'the page of the troops')
})

test('V03 no script of the page itself runs from a line, and no other page may hold it in a frame', async () => {
  const { page } = office
  await page.goto('/')
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.wasRun = 1'
    document.body.append(script)
    const button = document.createElement('button')
    button.setAttribute('onclick', 'window.wasRun = 1')
    document.body.append(button)
    button.click()
    return (window as unknown as { wasRun?: number }).wasRun
  })
  expect(ran).toBeUndefined()
  office.problems.length = 0
  const answer = await page.request.get('/')
  expect(answer.headers()['x-frame-options']).toBe('DENY')
})
