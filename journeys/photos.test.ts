import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, picture, signIn } from './browser.ts'

/** After a week of visits: photos become groups, groups become facts. */

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Two of one visit, one of another day, by the time their camera wrote; each of its own colours, so that none looks like another. */
const TAKEN = ['2026:07:08 09:12:00', '2026:07:08 09:31:00', '2026:07:10 15:05:00'] as const

const photos = () =>
  Promise.all(
    TAKEN.map(async (at, index) => ({
      name: `IMG_${index + 1}.jpg`,
      mimeType: 'image/jpeg',
      buffer: await sharp({
        create: {
          width: 900,
          height: 700,
          channels: 3,
          background: { r: 40 + index * 90, g: 200 - index * 70, b: 120 },
        },
      })
        .composite([
          {
            input: Buffer.from(
              `<svg width="900" height="700"><rect x="${100 + index * 230}" y="${80 + index * 150}" width="260" height="300" fill="#fff"/></svg>`,
            ),
          },
        ])
        .withExif({ IFD2: { DateTimeOriginal: at } })
        .jpeg()
        .toBuffer(),
    })),
  )

test('photos of two days become two groups, outlast another page and a reload, and become facts with their photos', async () => {
  const { page, context, problems } = await signIn(browser, 'cj1')
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto('/facts/photos')
  await page.getByLabel('选照片').setInputFiles(await photos())
  await page.getByText('3 张照片，2 组', { exact: false }).waitFor()
  await page.getByText('张在传', { exact: false }).first().waitFor({ state: 'detached' })
  const first = page.getByRole('region', { name: '第 1 组' })
  await first.getByLabel('地点').fill('社区活动室')
  await first.getByLabel('名称').fill('上门看望独居老人')

  // Another page and back, then the page anew.
  await page.getByRole('link', { name: '今日' }).first().click()
  await first.waitFor({ state: 'detached' })
  await page.goBack()
  await page.reload()
  await page.getByText('上次整理的 3 张照片还在', { exact: false }).waitFor()
  expect(await first.getByLabel('地点').inputValue()).toBe('社区活动室')
  await picture(page, 'photos-found-again')

  await page.getByRole('button', { name: '全部存草稿（2 条）' }).click()
  const done = page.getByRole('region', { name: '已存' })
  await done.getByRole('link', { name: '上门看望独居老人' }).click()
  // The draft is completed as any other, and is a fact.
  await page.getByRole('button', { name: '记下', exact: true }).first().click()
  await page
    .getByText(/SJ-2026-\d+/)
    .first()
    .waitFor()
  const made = await page.evaluate(async () => {
    const { rows } = await (await fetch('/api/facts?q=独居老人&size=5')).json()
    return rows.map(({ startsOn, state, fileCount }: { startsOn: string; state: string; fileCount: number }) => ({
      ...{ startsOn, state, fileCount },
    }))
  })
  expect(made).toEqual([{ startsOn: '2026-07-08', state: 'recorded', fileCount: 2 }])
  expect(problems).toEqual([])
  await context.close()
})
