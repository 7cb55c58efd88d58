import type * as z from 'zod'
import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { personal } from '../../../platform/audit/personal.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { notify } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate, refuseFuture, requireImpact } from '../../org/index.ts'
import { findCitySettings, isCityOffice, writeCitySettings } from '../city-settings.ts'
import { isMasked } from '../households/reading.ts'
import { findHousehold, listPersons, placeNames } from '../households/store.ts'
import { ERASED_NAME } from '../households/words.ts'
import { refuseOddStart } from '../local-tables.ts'
import { openPaper, picturesOf, withFiles } from '../papers.ts'
import type { OpenPaper } from '../papers-contract.ts'
import { askedPlace, handOf, oneAtATime, type Place, registerCode, seenFiles, takeRegisterNumbers } from '../places.ts'
import {
  type BonusTableShown,
  type MeritAccount,
  type MeritDaysForm,
  type MeritDaysShown,
  type MeritQuery,
  type MeritReport,
  type MeritReportRow,
  meritProblems,
  type ReceiveMeritReport,
  type TakeMeritStep,
} from './contract.ts'
import type { MeritReportFollower } from './follow.ts'
import {
  bonusOn,
  type DaysAllowed,
  dueOn,
  GRADES,
  judgeStep,
  type LateBefore,
  lateBefore,
  MISFIT_WORDS,
  type Misfit,
  misfitsOf,
  NO_LIMITS,
  openSteps,
  type Seat,
  STATES,
  type State,
  type StepRefusal,
} from './rules.ts'
import * as store from './store.ts'

const DAYS = 'merit-days'
const daysIn = async (tx: Tx, cityId: number): Promise<DaysAllowed> => ({
  ...NO_LIMITS,
  ...(await findCitySettings<DaysAllowed>(tx, DAYS, cityId))?.value,
})

/** Since when reports of each state are overdue today, by the days that the city allows. */
export const overdueBefore = async (ctx: Context, tx: Tx): Promise<LateBefore> =>
  lateBefore(await daysIn(tx, ctx.acting.cityId), ctx.today, ctx.calendar)

type Asker = Pick<Context, 'acting' | 'today' | 'calendar'>

/** A line as the acting post is shown it, with the day the present step is due. */
const toRow = (ctx: Asker, report: store.StoredReport, allowed: DaysAllowed): MeritReportRow => {
  const due = dueOn(report.state, report.sinceOn, allowed, ctx.calendar)
  const { id, code, grade, awardYear, state, hasDoubt, regionId, regionName, townName } = report
  return {
    ...{ id, code, grade, awardYear, state, hasDoubt, regionId, regionName, townName },
    soldierName:
      isMasked(ctx) && report.soldierName !== ERASED_NAME ? maskName(report.soldierName) : report.soldierName,
    receivedOn: report.receivedOn,
    deliveredOn: report.deliveredOn,
    dueOn: due,
    daysLeft: due === null ? null : ctx.calendar.between(ctx.today, due),
    bonusYuan: report.bonusYuan,
  }
}

const sumOf = (states: Record<State, number>): number => STATES.reduce((sum, state) => sum + states[state], 0)

/** The account of a place and year: what came stands in one of the states, grade by grade. @throws Problem not-found */
export const readMeritAccount = (
  ctx: Context,
  { regionId, year = Number(ctx.today.slice(0, 4)) }: { regionId?: number; year?: number },
): Promise<MeritAccount> =>
  ctx.read(async (tx) => {
    const place = await askedPlace(ctx, tx, regionId)
    const counted = await store.countReports(tx, place.path, year)
    const years = await store.listYears(tx, place.path)
    const states = store.noStates()
    const grades = GRADES.map((grade) => {
      const own = counted.filter((one) => one.grade === grade)
      const of = store.noStates()
      for (const { state, count } of own) {
        of[state] += count
        states[state] += count
      }
      const bonusYuan = own.reduce((sum, { bonus }) => sum + bonus, 0)
      return { grade, received: sumOf(of), states: of, bonusYuan }
    })
    const received = counted.reduce((sum, { count }) => sum + count, 0)
    return {
      place: { id: place.id, name: place.name },
      year,
      received,
      states,
      isBalanced: received === sumOf(states),
      toSendOn: handOf(ctx) === 'office' ? await store.countToSendOn(tx, ctx.acting.regionPath) : [],
      doubts: counted.reduce((sum, { doubts }) => sum + doubts, 0),
      bonusYuan: grades.reduce((sum, { bonusYuan }) => sum + bonusYuan, 0),
      grades: grades.filter((one) => one.received > 0),
      years: years.includes(year) ? years : [year, ...years],
    }
  })

/** A leader, who is shown names masked, does not look by name. @throws Problem not-found for a place outside the range, not-yours */
export const listMeritReports = (ctx: Context, { regionId, after, size, ...filter }: MeritQuery) =>
  ctx.read(async (tx) => {
    if (filter.q !== undefined && isMasked(ctx)) throw new Problem(problems['not-yours'])
    const { path } = await askedPlace(ctx, tx, regionId)
    const allowed = await daysIn(tx, ctx.acting.cityId)
    const page = await store.listReports(tx, { ...filter, path }, { after, size })
    return { ...page, rows: page.rows.map((row) => toRow(ctx, row, allowed)) }
  })

/** Nobody stands above the city's own office here. */
const seatOf = ({ acting }: Pick<Context, 'acting'>, { regionPath }: Pick<store.StoredReport, 'regionPath'>): Seat => ({
  isBelow: acting.regionId !== acting.cityId,
  isAbove: regionPath !== acting.regionPath && regionPath.startsWith(acting.regionPath),
})

const detailOf = async (ctx: Context, tx: Tx, id: number): Promise<MeritReport> => {
  const report = found(await store.findReport(tx, id))
  const allowed = await daysIn(tx, ctx.acting.cityId)
  const household = report.householdId === null ? undefined : await findHousehold(tx, report.householdId)
  const bonus = (await store.listBonuses(tx)).find((table) => table.id === report.bonusTableId)
  return {
    ...toRow(ctx, report, allowed),
    placeNames: await placeNames(tx, report.regionPath),
    honoured: report.honoured,
    cameBy: report.cameBy,
    household: household
      ? {
          id: household.id,
          headName: isMasked(ctx) ? maskName(household.headName) : household.headName,
          place: (await placeNames(tx, household.regionPath)).join(' · '),
        }
      : null,
    deliveredLevel: report.deliveredLevel,
    bonusSource: bonus?.source ?? null,
    steps: await withFiles(ctx, tx, 'merit_report_files', await store.listMeritSteps(tx, id)),
    open: openSteps(report.state, handOf(ctx), seatOf(ctx, report)),
    version: report.version,
  }
}

/** @throws Problem not-found */
export const getMeritReport = (ctx: Context, { id }: { id: number }): Promise<MeritReport> =>
  ctx.read((tx) => detailOf(ctx, tx, id))

/** A closed paper of a report in clear, for a reason. @throws Problem not-found, impact-missing, export-quota, file-damaged, secrecy */
export const openMeritPaper = (ctx: Context, input: OpenPaper): Promise<File> =>
  openPaper(ctx, input, {
    ...{ table: 'merit_report_files', record: 'merit_reports', action: 'merit.reveal-paper' },
    steps: (tx) => store.listMeritSteps(tx, input.id),
  })

const PREFIX = 'XB'

/** Takes a report in, with its number; one like an earlier one is asked about. What for, and from which unit, is never asked. @throws Problem merit-twice, impact-missing, day-in-future, secrecy */
export const receiveMeritReport = (ctx: Context, input: ReceiveMeritReport): Promise<MeritReport> => {
  refuseSecrets({ '/soldierName': input.soldierName, '/reason': input.reason })
  refuseFuture(input.receivedOn, ctx.today, '/receivedOn')
  refuseFuture(`${input.awardYear}-01-01`, ctx.today, '/awardYear')
  return ctx.change('merit.receive', async (tx) => {
    await oneAtATime(tx, 'merit reports', `${ctx.acting.cityId} ${input.soldierName}`)
    const twin = input.isAnother ? undefined : await store.findTwin(tx, input)
    if (twin) {
      const type = meritProblems['merit-twice']
      const detail = `${twin.code}（${twin.receivedOn} 接收）是同名、同等级、同一年的，在那一份里接着办；确是另一份的，勾选“确认是另一份”。`
      throw new Problem(type, { detail, errors: [{ pointer: '/isAnother', detail }] })
    }
    const year = Number(input.receivedOn.slice(0, 4))
    const fileIds = await seenFiles(tx, input.fileIds)
    // What comes with it is the paper itself.
    if (fileIds.length > 0) await requireImpact(ctx, tx, 'scans')
    const code = registerCode(PREFIX, year, await takeRegisterNumbers(tx, ctx.acting.cityId, PREFIX, year))
    const id = await store.insertReport(tx, ctx, { ...input, code })
    const { reason, receivedOn: on } = input
    await store.insertMeritStep(tx, ctx, {
      ...{ reportId: id, step: 'receive', on, reason, regionId: null, civilWords: null, militaryWords: null, fileIds },
    })
    const { grade, awardYear, honoured, cameBy } = input
    return {
      record: 'merit_reports',
      recordId: id,
      after: {
        ...{ code, grade, awardYear, honoured, cameBy, on, fileIds },
        ...(input.isAnother ? { isAnother: true } : {}),
        soldierName: personal(`merit_reports:${id}`, input.soldierName),
      },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

const POINTERS: Partial<Record<StepRefusal, string>> = {
  'reason-needed': '/reason',
  'household-needed': '/householdId',
  'picture-needed': '/fileIds',
  'level-too-low': '/level',
  'civil-needed': '/civilWords',
  'military-needed': '/militaryWords',
  'day-in-future': '/on',
  'before-last-step': '/on',
}
const refusedAt = (slug: keyof typeof meritProblems, pointer: string | undefined): Problem => {
  const type = meritProblems[slug]
  return new Problem(type, pointer ? { errors: [{ pointer, detail: type.detail }] } : {})
}

/** The township or village that a report is sent to. One of another county the city's office alone may name. @throws Problem merit-place-needed, merit-place-outside */
const sentTo = async (ctx: Context, tx: Tx, regionId: number | null): Promise<Place> => {
  if (regionId === null) throw refusedAt('merit-place-needed', '/regionId')
  const place = await askedPlace(ctx, tx, regionId).catch(() => null)
  if (!place) throw refusedAt('merit-place-outside', '/regionId')
  if (place.level < 4) throw refusedAt('merit-place-needed', '/regionId')
  return place
}

/** The county below that a report is sent on to. @throws Problem merit-county-needed, merit-place-outside */
const sentOnTo = async (ctx: Context, tx: Tx, regionId: number | null): Promise<Place> => {
  if (regionId === null) throw refusedAt('merit-county-needed', '/regionId')
  const place = await askedPlace(ctx, tx, regionId).catch(() => null)
  if (!place) throw refusedAt('merit-place-outside', '/regionId')
  if (place.level !== COUNTY || place.path === ctx.acting.regionPath)
    throw refusedAt('merit-county-needed', '/regionId')
  return place
}
const COUNTY = 3

/** Tells the office whose turn it is now: the one above of what was handed back, that of a county of what was sent on to it. No name stands in the line. */
const tellOffice = async (
  ctx: Context,
  tx: Tx,
  { id, code, regionPath }: Pick<store.StoredReport, 'id' | 'code' | 'regionPath'>,
  kind: 'merit-hand-back' | 'merit-send-on',
  said: string,
): Promise<void> => {
  const postIds = await store.officePosts(tx, regionPath, kind === 'merit-hand-back' ? 'above' : 'own', ctx.today)
  const line = kind === 'merit-hand-back' ? '喜报退回上级，等本级转送' : '喜报转送到本级，等登记'
  await notify(tx, ctx, [
    { postIds, topic: `merit:${id}`, kind, code, line, said, href: `/registers/merit-reports?open=${id}` },
  ])
}

/** The household that it is verified to. @throws Problem merit-household-needed */
const verifiedTo = async (tx: Tx, householdId: number) => {
  const household = await findHousehold(tx, householdId)
  if (household?.state !== 'present') throw refusedAt('merit-household-needed', '/householdId')
  return household
}

/**
 * What speaks against the family; whoever says that it is the one all the same says why, and both are kept with the step.
 * @throws Problem merit-household-unfit
 */
const misfitsIn = async (
  tx: Tx,
  report: store.StoredReport,
  householdId: number,
  input: TakeMeritStep,
): Promise<Misfit[]> => {
  const persons = (await listPersons(tx, householdId)).filter(({ state }) => state === 'present')
  const misfits = report.soldierName === ERASED_NAME ? [] : misfitsOf(report, persons)
  if (misfits.length === 0 || (input.isSure && input.reason !== '')) return misfits
  const detail = `${misfits.map((one) => MISFIT_WORDS[one]).join('；')}。核对是不是这一户；确实是的，勾选“确认是这一户”并写明理由。`
  throw new Problem(meritProblems['merit-household-unfit'], {
    detail,
    errors: [{ pointer: input.isSure ? '/reason' : '/householdId', detail }],
  })
}

/**
 * Takes a step of a report. Delivering it fixes the bonus by the table in force that day and tells whoever keeps ceremonies; a
 * delivery that is taken back leaves it verified, as it was before.
 * @throws Problem not-found, out-of-date, impact-missing, merit-step-not-open, merit-office-only, merit-reason-needed, merit-household-needed,
 * merit-household-unfit, merit-picture-needed, merit-level-too-low, merit-civil-needed,
 * merit-military-needed, merit-day-in-future, merit-before-last-step, merit-place-needed,
 * merit-county-needed, merit-place-outside, merit-above-only, merit-nobody-above, secrecy
 */
export const takeMeritStep = (
  ctx: Context,
  input: TakeMeritStep,
  followers: readonly MeritReportFollower[],
): Promise<MeritReport> => {
  const { step, on, reason, civilWords, militaryWords } = input
  refuseSecrets({ '/reason': reason, '/civilWords': civilWords, '/militaryWords': militaryWords })
  return ctx.change(`merit.${step}`, async (tx) => {
    const before = found(await store.findReport(tx, input.id, { lock: true }))
    const stale = async () =>
      outOfDate(tx, { record: 'merit_reports', id: input.id }, await detailOf(ctx, tx, input.id))
    if (before.version !== input.version) throw await stale()
    const hand = handOf(ctx)
    if (hand === null) throw new Problem(problems['not-yours'])
    const fileIds = await seenFiles(tx, input.fileIds)
    if (fileIds.length > 0) await requireImpact(ctx, tx, step === 'deliver' ? 'photos' : 'scans')
    const judged = judgeStep(
      { ...input, files: fileIds.length },
      {
        state: before.state,
        grade: before.grade,
        hand,
        seat: seatOf(ctx, before),
        today: ctx.today,
        lastOn: before.sinceOn,
      },
    )
    if ('refused' in judged) throw refusedAt(`merit-${judged.refused}` as const, POINTERS[judged.refused])
    const place =
      step === 'register' || step === 'readdress'
        ? await sentTo(ctx, tx, input.regionId)
        : step === 'send-on'
          ? await sentOnTo(ctx, tx, input.regionId)
          : step === 'hand-back'
            ? await askedPlace(ctx, tx)
            : null
    const household = step === 'verify' && input.householdId !== null ? await verifiedTo(tx, input.householdId) : null
    const misfits = household ? await misfitsIn(tx, before, household.id, input) : []
    const bonus =
      step === 'deliver'
        ? bonusOn(await store.listBonuses(tx), { regionPath: before.regionPath, grade: before.grade, day: on })
        : null
    const isSaved = await store.saveReport(tx, input.id, input.version, {
      state: judged.to,
      since_on: step === 'undeliver' ? ((await store.verifiedOn(tx, input.id)) ?? before.sinceOn) : on,
      ...(step === 'undeliver' ? UNDELIVERED : {}),
      has_doubt: step === 'doubt' ? true : place || step === 'verify' ? false : before.hasDoubt,
      ...(place ? { region_id: place.id, region_path: place.path, household_id: null } : {}),
      ...(step === 'doubt' ? { household_id: null } : {}),
      ...(household
        ? { household_id: household.id, region_id: household.regionId, region_path: household.regionPath }
        : {}),
      ...(step === 'deliver' && input.level
        ? {
            delivered_on: on,
            delivered_level: input.level,
            bonus_yuan: bonus?.yuan ?? null,
            bonus_table_id: bonus?.tableId ?? null,
          }
        : {}),
    })
    if (!isSaved) throw await stale()
    const isDelivery = step === 'deliver'
    await store.insertMeritStep(tx, ctx, {
      ...{ reportId: input.id, step, on, reason, fileIds, misfits },
      // Handed back it is sent to no place.
      regionId: step === 'hand-back' ? null : (place?.id ?? household?.regionId ?? null),
      civilWords: isDelivery ? civilWords : null,
      militaryWords: isDelivery ? militaryWords : null,
    })
    if (step === 'hand-back' || step === 'send-on')
      await tellOffice(ctx, tx, { ...before, regionPath: place?.path ?? '' }, `merit-${step}`, reason)
    const more: AuditEntry[] = []
    for (const follower of followers) {
      if (step === 'undeliver') more.push(...(await follower.takenBack(ctx, tx, { reportId: before.id, reason })))
      if (!isDelivery || before.householdId === null) continue
      const told = await follower.delivered(ctx, tx, {
        ...{ reportId: before.id, code: before.code, grade: before.grade, householdId: before.householdId },
        ...{ regionId: before.regionId, regionPath: before.regionPath, on, civilWords, militaryWords },
        // A signed slip is no picture of the ceremony.
        fileIds: await picturesOf(tx, fileIds),
        bonusYuan: bonus?.yuan ?? null,
      })
      more.push(...told)
    }
    return {
      record: 'merit_reports',
      recordId: input.id,
      before: { state: before.state, regionId: before.regionId },
      more,
      after: {
        ...{ state: judged.to, step, on, reason, fileIds },
        ...(place ? { regionId: place.id } : {}),
        ...(household ? { householdId: household.id, misfits } : {}),
        ...(isDelivery ? { level: input.level, civilWords, militaryWords, bonusYuan: bonus?.yuan ?? null } : {}),
      },
      answer: await detailOf(ctx, tx, input.id),
    }
  })
}

const UNDELIVERED = { delivered_on: null, delivered_level: null, bonus_yuan: null, bonus_table_id: null }

const bonusShown = (ctx: Pick<Context, 'acting'>, table: store.StoredBonus): BonusTableShown => ({
  id: table.id,
  regionId: table.regionId,
  regionName: table.regionName,
  fromOn: table.fromOn,
  amounts: Object.fromEntries(
    GRADES.map((grade) => [grade, table.amounts[grade] ?? null]),
  ) as BonusTableShown['amounts'],
  source: table.source,
  isVerified: table.isVerified,
  mayEdit: ctx.acting.role === 'office' && ctx.acting.regionId === table.regionId,
  version: table.version,
})

/** Local tables of bonuses that the acting post may see: of its place, of those above and below. */
export const listBonusTables = (ctx: Context): Promise<{ rows: BonusTableShown[] }> =>
  ctx.read(async (tx) => ({ rows: (await store.listBonuses(tx)).map((table) => bonusShown(ctx, table)) }))

/** Enters the table of the office's own place from a day on; what was delivered before keeps its bonus. @throws Problem bonus-day-taken, secrecy */
export const addBonusTable = (
  ctx: Context,
  input: { fromOn: string; amounts: Record<string, number | null>; source: string; isVerified: boolean },
): Promise<BonusTableShown> => {
  refuseSecrets({ '/source': input.source })
  refuseOddStart(input.fromOn, ctx.today)
  return ctx.change('merit.add-bonus', async (tx) => {
    const id = await store.insertBonus(tx, ctx, input)
    if (id === undefined) throw refusedAt('bonus-day-taken', '/fromOn')
    return { record: 'merit_bonus_tables', recordId: id, after: input, answer: await oneBonus(ctx, tx, id) }
  })
}

const oneBonus = async (ctx: Context, tx: Tx, id: number): Promise<BonusTableShown> =>
  bonusShown(ctx, found((await store.listBonuses(tx)).find((table) => table.id === id)))

/** Changes a table of the office's own place, at the version that was seen. @throws Problem not-found, not-yours, out-of-date */
const changeBonus = async (
  ctx: Context,
  tx: Tx,
  { id, version }: { id: number; version: number },
  columns: Parameters<typeof store.changeBonus>[3],
): Promise<BonusTableShown> => {
  const before = await oneBonus(ctx, tx, id)
  if (!before.mayEdit) throw new Problem(problems['not-yours'])
  if (!(await store.changeBonus(tx, id, version, columns)))
    throw await outOfDate(tx, { record: 'merit_bonus_tables', id }, before)
  return before
}

/** 核实: the office held it against the paper. @throws Problem not-found, not-yours, bonus-verified, out-of-date */
export const verifyBonusTable = (ctx: Context, seen: { id: number; version: number }): Promise<BonusTableShown> =>
  ctx.change('merit.verify-bonus', async (tx) => {
    if ((await oneBonus(ctx, tx, seen.id)).isVerified) throw new Problem(meritProblems['bonus-verified'])
    await changeBonus(ctx, tx, seen, { is_verified: true })
    return {
      record: 'merit_bonus_tables',
      recordId: seen.id,
      before: { isVerified: false },
      after: { isVerified: true },
      answer: await oneBonus(ctx, tx, seen.id),
    }
  })

/** @throws Problem not-found, out-of-date, not-yours, secrecy */
export const withdrawBonusTable = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<{ rows: BonusTableShown[] }> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('merit.withdraw-bonus', async (tx) => {
    const { fromOn, amounts } = await changeBonus(ctx, tx, { id, version }, { withdrawn_at: ctx.now })
    return {
      record: 'merit_bonus_tables',
      recordId: id,
      before: { fromOn, amounts },
      after: { reason },
      answer: { rows: (await store.listBonuses(tx)).map((table) => bonusShown(ctx, table)) },
    }
  })
}

const daysShown = async (ctx: Context, tx: Tx): Promise<MeritDaysShown> => {
  const stored = await findCitySettings<DaysAllowed>(tx, DAYS, ctx.acting.cityId)
  return { ...NO_LIMITS, ...stored?.value, version: stored?.version ?? 0, mayEdit: isCityOffice(ctx) }
}

export const readMeritDays = (ctx: Context): Promise<MeritDaysShown> => ctx.read((tx) => daysShown(ctx, tx))

/** Days allowed for the steps; no national limit is known, so null stands until the city sets one. @throws Problem merit-days-city, out-of-date */
export const saveMeritDays = (
  ctx: Context,
  { version, ...days }: z.output<typeof MeritDaysForm> & { version: number },
): Promise<MeritDaysShown> => {
  if (!isCityOffice(ctx)) throw new Problem(meritProblems['merit-days-city'])
  return ctx.change('merit.save-days', async (tx) => {
    const { mayEdit: _may, version: _version, ...before } = await daysShown(ctx, tx)
    if (!(await writeCitySettings(tx, DAYS, ctx.acting.cityId, days, version)))
      throw new Problem(problems['out-of-date'], { extra: { latest: await daysShown(ctx, tx) } })
    return {
      record: 'settings',
      recordId: `${DAYS}:${ctx.acting.cityId}`,
      before,
      after: days,
      answer: await daysShown(ctx, tx),
    }
  })
}
