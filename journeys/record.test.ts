import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  expectAccessible,
  expectChinese,
  expectNoOverflow,
  openBrowser,
  PHONE,
  passSignIn,
  picture,
  signIn,
} from './browser.ts'

/** A village worker's phone without network. */

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** What is typed; by pinyin no more than forty keys. */
const SAID = '帮修水管，答应月底前换灯'
const KEYS = 'bangxiushuiguan,dayingyuediqianhuandeng'

const photo = async () => ({
  name: '走访.jpg',
  mimeType: 'image/jpeg',
  buffer: await sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="100%" height="100%" fill="#cdd5d8"/><rect x="200" y="300" width="500" height="500" fill="#9a8f80"/><circle cx="900" cy="500" r="140" fill="#f0e8dc"/></svg>',
    ),
  )
    .withExif({ IFD3: { GPSLatitude: '28/1 0/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer(),
})

test('a village worker records a visit without network, in at most forty keys and one photo; it arrives once, in four ledgers', async () => {
  expect(KEYS.length).toBeLessThanOrEqual(40)
  const { page, context, problems } = await signIn(browser, 'cj1', PHONE)
  // Without network the day is the phone's own; it is the day on which the journeys play.
  await context.clock.setSystemTime(new Date('2026-07-14T10:00:00+08:00'))
  await page.getByRole('link', { name: '记一笔' }).click()
  await page.getByRole('heading', { name: '记一次走访' }).waitFor()
  // With a network the family is picked for the day: one that the plan of the feast says is still to be seen.
  const due = await page.evaluate(async () => {
    const found = await (await fetch('/api/contact-plan/households?month=2026-08&state=open')).json()
    return found.rows[0] as { householdId: number; headName: string }
  })
  await page.getByRole('button', { name: '选今天要走的家' }).click()
  await page.getByLabel('户主或家人姓名').fill(due.headName)
  await page
    .getByRole('listitem')
    .filter({ hasText: due.headName })
    .getByRole('button', { name: '选上' })
    .first()
    .click()
  await page.getByRole('button', { name: '选好了' }).click()
  await page.evaluate(async () => {
    for (let turn = 0; turn < 200 && !(await caches.match('/record')); turn++)
      await new Promise((done) => setTimeout(done, 50))
  })

  await context.setOffline(true)
  // Whatever address is opened without network leads to the page that works.
  for (const address of ['/', '/facts']) {
    await page.goto(address)
    await page.getByRole('heading', { name: '现在没有网络' }).waitFor()
  }
  await expectChinese(page, '现在没有网络')
  await page.getByRole('link', { name: '去记一笔' }).click()
  await page.getByText('没有网络，存在手机里').waitFor()
  await page.getByRole('button', { name: due.headName }).click()
  await page.getByLabel('写一句话').pressSequentially(SAID)
  await page.getByRole('button', { name: /^类别：/ }).waitFor()
  await page.getByLabel('选照片').setInputFiles(await photo())
  await page.getByAltText('照片 1').waitFor()
  await picture(page, 'record-offline')
  await expectNoOverflow(page, '记一次走访')
  await expectAccessible(page, '记一次走访')
  await expectChinese(page, '记一次走访')
  await page.getByRole('button', { name: '存下' }).click()
  await page.getByText('已存下，待发送').waitFor()
  await page.getByText('待发送 1', { exact: true }).waitFor()

  // Sealed where it lies, under a key that cannot be taken out.
  const held = await page.evaluate(async (said) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('tongxin-offline')
      request.onsuccess = () => resolve(request.result)
    })
    const store = database.transaction('rows').objectStore('rows')
    const rows = await new Promise<unknown[]>((resolve) => {
      const request = store.getAll()
      request.onsuccess = () => resolve(request.result)
    })
    database.close()
    const words = new TextEncoder().encode(said)
    const hasWords = (data: ArrayBuffer) => {
      const bytes = new Uint8Array(data)
      return bytes.some((_, at) => words.every((byte, index) => bytes[at + index] === byte))
    }
    const isSealed = (row: unknown): row is { data: ArrayBuffer } =>
      (row as { data?: unknown } | null)?.data instanceof ArrayBuffer
    return {
      clear: rows.filter(isSealed).some(({ data }) => hasWords(data)) || JSON.stringify(rows).includes(said),
      keys: rows.filter((row) => row instanceof CryptoKey).map((row) => (row as CryptoKey).extractable),
      sealed: rows.filter(isSealed).length,
    }
  }, SAID)
  // The record, and the family picked for the day.
  expect(held).toEqual({ clear: false, keys: [false], sealed: 2 })

  await context.setOffline(false)
  await page.getByText('已发送').waitFor()
  const code = await page.getByRole('link', { name: /^SJ-2026-/ }).textContent()
  await page.reload()
  await page.getByText('已发送').waitFor()
  const answer = await page.evaluate(async () => {
    const found = await (await fetch('/api/facts?ledger=visits&size=100')).json()
    return found.rows as { id: number; code: string; fileCount: number; ledgers: string[] }[]
  })
  const arrived = answer.filter((row) => row.code === code)
  // 走访台账, 帮扶台账, 联系计划 and 承诺: one entry feeds four.
  expect(arrived).toMatchObject([{ fileCount: 1, ledgers: ['visits', 'help'] }])
  const fed = await page.evaluate(
    async ([factId, householdId]) => {
      const read = async (path: string) => (await fetch(`/api/${path}`)).json()
      const { rows } = await read('contact-plan/households?month=2026-08&state=done&size=200')
      const promised = await read(`facts/${factId}/promises`)
      return {
        contact: rows.filter((row: { householdId: number }) => row.householdId === householdId),
        promised: promised.map(({ dueOn, state }: { dueOn: string; state: string }) => ({ dueOn, state })),
      }
    },
    [arrived[0]?.id ?? 0, due.householdId],
  )
  expect(fed).toMatchObject({
    contact: [{ factId: arrived[0]?.id, visitedOn: '2026-07-14' }],
    promised: [{ dueOn: '2026-07-31', state: 'raised' }],
  })
  await picture(page, 'record-sent')
  expect(problems).toEqual([])
  await context.close()
})

test('leaving says first how many are unsent; after it nobody finds them on the phone', async () => {
  const { page, context } = await signIn(browser, 'cj1', PHONE)
  await page.goto('/record')
  await page.getByRole('heading', { name: '记一次走访' }).waitFor()
  // A line without a server behind it: the record waits.
  await page.route('**/api/facts/arrivals', (route) => route.abort())
  await page.getByLabel('写一句话').fill('今天走访军属，送慰问金200元')
  await page.getByRole('button', { name: '存下' }).click()
  await page.getByText('待发送 1', { exact: true }).waitFor()
  await page.getByRole('button', { name: /^当前岗位/ }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await page.getByRole('dialog', { name: '还有 1 条没有发送' }).waitFor()
  await picture(page, 'record-leaving')
  await page.getByRole('button', { name: '退出并清除' }).click()
  await page.getByLabel('账号').waitFor()
  await passSignIn(page, 'sby')
  await page.goto('/record')
  await page.getByRole('heading', { name: '记一次走访' }).waitFor()
  expect(await page.getByText('今天走访军属').count()).toBe(0)
  await context.close()
})
