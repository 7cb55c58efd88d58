import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, setUpCounty, signInOffice } from '../journeys/killing.ts'
import { begin, reaches, registerHash, registerOf, takeIn } from '../journeys/killing-import.ts'
import { askDatabase, clearAway, newDataDir, type Program, startProgram } from '../journeys/program.ts'
import { figure, report } from './figures.ts'

/** A register as large as the largest city's: what it counts, and how long it takes to have it back. */
const FAMILIES = figure('PROVE_FAMILIES', 200_000)
/** Longest that a restore may take, in minutes (B02). */
const MOST_MINUTES = 30

const folders: string[] = []
let folder: string
let program: Program
beforeAll(async () => {
  folder = newDataDir()
  folders.push(folder)
  await setUpCounty(folder)
  program = await startProgram(folder, { UPLOAD_LIMIT_MB: '200' })
  const { call } = await signInOffice(program)
  const checked = await reaches(call, (await begin(program, call, await registerOf(folder, FAMILIES, 1))).id, 'checked')
  await takeIn(call, checked)
  await reaches(call, checked.id, 'taken')
}, 1_800_000)
afterAll(async () => {
  await program?.end('SIGTERM')
  await clearAway(folders)
})

it(`D15 every count over ${FAMILIES} families is that of counting them`, async () => {
  const { call } = await signInOffice(program)
  const [counted] = await askDatabase<{
    families: number
    persons: number
    owed: number
    waiting: number
    hash: number
  }>(
    folder,
    `select count(*)::int as families, sum(h.person_count)::int as persons,
       (count(*) filter (where k.claim = 'owed'))::int as owed,
       (count(*) filter (where k.place = 'waiting'))::int as waiting
     from households h join plaque_cards k on k.household_id = h.id`,
  )
  expect(counted).toMatchObject({ families: FAMILIES, persons: FAMILIES })
  const list = await call('GET', '/households?size=1')
  expect(list.body).toMatchObject({ total: FAMILIES })
  const account = (await call('GET', '/plaque-account')).body as {
    figures: Record<string, number>
    places: { figures: Record<string, number> }[]
  }
  expect(account.figures).toMatchObject({ owed: counted?.owed, waiting: counted?.waiting })
  for (const key of ['owed', 'hung', 'waiting', 'declined', 'not-found'])
    expect([key, account.places.reduce((sum, { figures }) => sum + (figures[key] ?? 0), 0)]).toEqual([
      key,
      account.figures[key],
    ])
  const measures = (await call('GET', '/measures')).body as { figures: { key: string; value: number }[] }
  const value = (key: string) => measures.figures.find((one) => one.key === key)?.value
  expect(['households', 'registered', 'plaques-owed', 'plaques-waiting'].map(value)).toEqual([
    FAMILIES,
    FAMILIES,
    counted?.owed,
    counted?.waiting,
  ])
})

it(`B02 a backup of ${FAMILIES} families is restored within ${MOST_MINUTES} minutes, the same row by row, and people work there`, async () => {
  const path = join(folder, 'families.tongxin')
  const seconds = (since: number) => (performance.now() - since) / 1000
  let since = performance.now()
  expect(await runCommand(folder, '--backup', path, {}, MOST_MINUTES * 60)).toContain('已逐段核验')
  const backup = seconds(since)
  const before = await registerHash(folder)
  expect(before.rows).toBe(FAMILIES)
  const target = newDataDir()
  folders.push(target)
  for (const name of ['audit-key.pem', 'closed-keys.json', 'root-key'])
    copyFileSync(join(folder, name), join(target, name))
  since = performance.now()
  const said = await runCommand(
    target,
    '--restore',
    path,
    { BACKUP_KEY: join(folder, 'backup-key') },
    MOST_MINUTES * 60,
  )
  expect(said).toContain('每张表的行数和内容都与备份清单相符')
  expect(said).toContain('留痕完整')
  const there = await startProgram(target)
  const { status, call } = await signInOffice(there)
  expect(status).toBe(200)
  const { rows } = (await call('GET', '/households?size=1')).body as { rows: { id: number }[] }
  expect((await call('GET', `/households/${rows[0]?.id}`)).status).toBe(200)
  const restore = seconds(since)
  expect(await registerHash(target)).toEqual(before)
  expect(await there.end('SIGTERM')).toBe(0)
  report(
    `${FAMILIES} families: backed up in ${(backup / 60).toFixed(1)} minutes; restored, verified, signed in and a family open in ${(restore / 60).toFixed(1)} minutes`,
  )
  expect(restore / 60).toBeLessThan(MOST_MINUTES)
})
