import type { Locator, Page } from 'playwright-core'

/** What people do again and again on the screens of the ledger; by the words they read there. */

export const drawerOf = (page: Page): Locator => page.getByLabel('事项详情', { exact: true })

/** The box that is open over the page. */
export const dialogOf = (page: Page): Locator => page.getByRole('dialog').last()

/** Looks a matter up by its words and opens its drawer. */
export const openMatter = async (page: Page, title: string): Promise<Locator> => {
  await page.goto('/matters?view=all')
  await page.getByLabel('搜事项名称或编号').fill(title)
  await page.keyboard.press('Enter')
  await page.getByRole('table', { name: '事项' }).getByRole('link', { name: title }).click()
  const drawer = drawerOf(page)
  await drawer.getByRole('heading', { name: title }).waitFor()
  return drawer
}

/** Presses a verb in the foot of the open drawer, or under 更多操作 where it stands there. */
export const press = async (page: Page, verb: string): Promise<void> => {
  const drawer = drawerOf(page)
  const button = drawer.getByRole('button', { name: verb, exact: true })
  const more = drawer.getByRole('button', { name: '更多操作' })
  await button.or(more).first().waitFor()
  if (await button.isVisible()) return button.click()
  await more.click()
  await page.getByRole('menuitem', { name: verb, exact: true }).click()
}

/** Sends the open form with its verb and waits until it is gone. */
export const send = async (page: Page, verb: string): Promise<void> => {
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Waits for the sentence that says what was done. */
export const told = (page: Page, words: string | RegExp): Promise<void> =>
  page.locator('.toasts').getByText(words).last().waitFor()

/** The state words beside the dots of the open drawer. */
export const expectState = async (page: Page, state: string): Promise<void> => {
  await drawerOf(page).locator('.steps [aria-current="step"]').filter({ hasText: state }).waitFor()
}

/** Chooses a unit in a picker by typing its name. */
export const chooseUnit = async (page: Page, picker: Locator, name: string): Promise<void> => {
  await picker.click()
  await picker.fill(name)
  await page.getByRole('option', { name, exact: true }).click()
}

/** Types a day into a day picker and leaves the field. */
export const typeDay = async (picker: Locator, day: string): Promise<void> => {
  await picker.click()
  await picker.fill(day)
  await picker.press('Enter')
  // While the calendar fades its colours are half there, and are no contrast to be judged.
  await picker.page().locator('.ant-picker-dropdown:not(.ant-picker-dropdown-hidden)').waitFor({ state: 'hidden' })
}

/** How many matters the list shown now holds in all. */
export const shownCount = async (page: Page): Promise<number> => {
  const words = page.getByRole('navigation', { name: '翻页' }).getByText(/^\d+ 件/)
  const nothing = page.getByText('没有符合条件的事项')
  await words.or(nothing).first().waitFor()
  // An empty list says so in words and has no pager.
  return (await nothing.count()) > 0 ? 0 : Number.parseInt(await words.innerText(), 10)
}

/** How many matters the list under this address holds. */
export const countOf = async (page: Page, address: string): Promise<number> => {
  await page.goto(address)
  return shownCount(page)
}

/** The row of people's needs in the double list: 在办 n of both columns, troops' first. */
export const dualCounts = async (page: Page): Promise<{ military: number; locality: number }> => {
  await page.goto('/dual')
  const inColumn = async (label: string) => {
    const words = await page
      .getByRole('region', { name: label })
      .getByText(/^在办 \d+$/)
      .first()
      .innerText()
    return Number(words.replace(/\D/g, ''))
  }
  return { military: await inColumn('部队提、地方办'), locality: await inColumn('地方提、部队办') }
}
