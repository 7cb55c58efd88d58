import type { FastifyRequest } from 'fastify'
import type { Acting } from '../../../platform/acting.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { releaseBytes } from '../../../platform/files/held.ts'
import { Problem } from '../../../platform/problem.ts'
import { hashPassword } from '../../../platform/sessions/passwords.ts'
import { needsApproval } from '../approvals/store.ts'
import { reloadCalendar } from '../calendar/keeper.ts'
import dutyLines from '../data/duties.json' with { type: 'json' }
import { settleBodies } from '../military/store.ts'
import { firstSecretUntil, oneTimePassword, oneTimeUntil } from '../posts/passwords.ts'
import { levelWord } from '../units/rules.ts'
import { type CityPreview, type CitySetUp, type SetUpCity, setupProblems } from './contract.ts'
import { cityTree, listChoices } from './divisions.ts'
import { ADMINISTRATOR_POSTS, type FirstPost, firstOfficePost, plannedMembers, plannedOffice } from './rules.ts'
import * as store from './store.ts'

export { listChoices }

export const cityMode = (ctx: Context) =>
  ctx.read(async (tx) => {
    const mode = await store.readCityMode(tx)
    const city = await tx
      .selectFrom('regions')
      .select(['name', 'code'])
      .where('id', '=', ctx.acting.cityId)
      .executeTakeFirst()
    return { kind: mode?.kind ?? ('empty' as const), cityName: city?.name ?? null, code: city?.code ?? null }
  })

/** The city or county with its tree, as planned. @throws Problem unknown-division */
const planOf = async (code: string) => {
  const tree = await cityTree(code)
  if (!tree) throw new Problem(setupProblems['unknown-division'])
  return { ...tree, members: plannedMembers(dutyLines, tree.city.name, tree.city.level) }
}

/** What setting up a city or county would create. @throws Problem unknown-division */
export const previewCity = async (code: string): Promise<CityPreview> => {
  const { province, city, regions, members } = await planOf(code)
  const at = (level: number) => regions.filter((region) => region.level === level && region !== city).length
  const marked = (mark: string) => regions.filter((region) => region.mark === mark).length
  const top = regions.indexOf(city)
  const below = regions.flatMap((region, index) => (region.parent === top ? [{ ...region, index }] : []))
  return {
    code: city.code,
    name: city.name,
    provinceName: province.name,
    counties: at(3),
    townships: at(4),
    villages: at(5),
    marks: { park: marked('park'), zone: marked('zone'), virtual: marked('virtual') },
    units: members.length + plannedOffice('').length + at(3),
    duties: members.reduce((sum, { duties }) => sum + duties.length, 0),
    below: below.map(({ name, mark, index }) => ({
      name,
      mark,
      places: regions.filter(({ parent }) => parent === index).length,
    })),
  }
}

/** The one-time secret of a first administrator, for whoever keeps the machine. */
export type FirstSecret = { login: string; postName: string; password: string }

type Made = FirstSecret & FirstPost & { passwordHash: string; oneTimeUntil: string }

/** Draws secrets for first posts. `until`: when they stop to open. */
export const makeSecrets = (posts: readonly FirstPost[], until: string): Promise<Made[]> =>
  Promise.all(
    posts.map(async (post) => {
      const password = oneTimePassword()
      return { ...post, password, passwordHash: await hashPassword(password), oneTimeUntil: until }
    }),
  )

/**
 * Sets up a real city or county for good, all in one transaction: the real tree, the office, the leading group, the member
 * units with duties to be confirmed, the county offices, the first office post. In the place of the sample its rows, people
 * and sessions go (audit rows stay) and three administrators come, whose secrets nobody who asked gets to see; where there
 * was no city yet the three stay who they are. Whoever asked is signed out.
 * @throws Problem already-real, unknown-division, name-differs
 */
export const setUpCity = async (
  house: House,
  acting: Acting,
  request: FastifyRequest,
  input: SetUpCity,
): Promise<CitySetUp & { secrets: FirstSecret[] }> => {
  const { city, regions, members } = await planOf(input.code)
  if (input.confirmName !== city.name) {
    throw new Problem(setupProblems['name-differs'], {
      errors: [{ pointer: '/confirmName', detail: `要设立的是“${city.name}”，逐字照写。` }],
    })
  }
  const prefix = levelWord(city.name)
  const now = house.clock.now().toISOString()
  const [office] = await makeSecrets([firstOfficePost(prefix)], oneTimeUntil(now))
  const administrators = await makeSecrets(ADMINISTRATOR_POSTS, firstSecretUntil(now))
  const actor = { personId: acting.personId, postId: acting.postId, address: request.ip, requestId: request.id }
  const done = await systemChange(house.pool, house.clock, 'city.set-up', actor, async (tx) => {
    const before = await store.readCityMode(tx, true)
    if (before?.kind === 'real') throw new Problem(setupProblems['already-real'])
    const isSample = before?.kind === 'sample'
    const bytes = isSample ? await store.listFileBytes(tx) : []
    if (isSample) await store.clearCity(tx)
    const made = await store.insertTree(tx, regions)
    const top = regions.indexOf(city)
    const regionId = made[top]?.id as number
    const units = [...plannedOffice(prefix), ...members]
    const unitIds = await store.insertUnits(tx, regionId, units)
    const officeId = unitIds[0] as number
    await settleBodies(tx, { cityId: regionId, postId: null }, unitIds, house.clock.today())
    const counties = regions.flatMap((region, index) =>
      region.parent === top && region.level === 3 ? [{ region, index }] : [],
    )
    for (const { region, index } of counties) {
      await store.insertUnits(tx, made[index]?.id as number, plannedOffice(region.name).slice(0, 1))
    }
    if (!isSample) await store.moveAdministrators(tx, { unitId: officeId, regionId })
    for (const [sort, { postName, role, ...person }] of [
      office as Made,
      ...(isSample ? administrators : []),
    ].entries()) {
      const post = { name: postName, role, unitId: officeId, regionId, sort }
      // The office's password is shown to whoever asked: it opens only with a code of the security administrator.
      const shown = role === 'office' && (await needsApproval(tx))
      const opening = shown ? { needsActivation: true, oneTimeBy: isSample ? null : acting.personId } : {}
      await store.insertHolderOf(tx, post, { ...person, ...opening }, house.clock.today())
    }
    const mode = { kind: 'real' as const, code: city.code, name: city.name }
    await store.writeCityMode(tx, mode)
    const counts = {
      regions: regions.length,
      units: units.length + counties.length,
      duties: members.reduce((sum, { duties }) => sum + duties.length, 0),
    }
    return {
      record: 'settings',
      recordId: 'city-mode',
      before,
      after: { ...mode, ...counts },
      answer: { counts, bytes, isSample },
    }
  })
  // Only now: had the transaction failed, the sample would still need its files.
  for (const sha256 of done.bytes) await releaseBytes(house.pool, house.files, sha256)
  await request.session.destroy()
  await reloadCalendar(house.calendar)
  const shown = ({ login, name, postName, password }: Made) => ({ login, name, postName, password })
  return {
    cityName: city.name,
    counts: done.counts,
    administrators: done.isSample ? 'file' : 'kept',
    accounts: office ? [shown(office)] : [],
    secrets: done.isSample ? administrators.map(shown) : [],
  }
}
