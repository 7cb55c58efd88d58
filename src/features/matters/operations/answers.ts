import type * as z from 'zod'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { ANSWER_WAITS, type AnswerDuty, type AnswerWaits, answerDuty, waitsProblem } from '../answers.ts'
import { type AnswerWaitsForm, type AnswerWaitsShown, matterProblems } from '../contract.ts'
import { leaderStandsIn, type MatterFacts, officeLeads } from '../sides.ts'
import {
  findWaits,
  insertOwnEntry,
  listWaiting,
  lockWaiting,
  superiorsOf,
  type WaitingReport,
  writeDuty,
  writeWaits,
} from '../store/answers.ts'
import { leadersOf, postsOfUnit } from '../store/lookups.ts'
import { factsOf, findMatter, readMoreFacts, type StoredMatter } from '../store/rows.ts'

/**
 * The daily round over reports that nobody answers: reminds the asker, asks its superior post, and lets the office close.
 * Every matter in a change of its own, with its audit row and an entry of the program; run twice it does nothing twice.
 * With `only` for that matter alone. Answers how many it found due.
 */
export const urgeAnswers = async (house: House, only?: number): Promise<number> => {
  const today = house.clock.today()
  const calendar = house.calendar()
  const waits = new Map<number, AnswerWaits>()
  const due: WaitingReport[] = await systemTransaction(house.pool, async (tx) => {
    const found = (await listWaiting(tx, today)).filter(({ id }) => only === undefined || id === only)
    for (const cityId of new Set(found.map((one) => one.cityId)))
      waits.set(cityId, (await findWaits(tx, cityId))?.value ?? ANSWER_WAITS)
    return found.filter((one) => answerDuty(one, waits.get(one.cityId) ?? ANSWER_WAITS, today, calendar) !== null)
  })
  for (const { id, cityId } of due) await urgeAnswer(house, id, waits.get(cityId) ?? ANSWER_WAITS)
  return due.length
}

const urgeAnswer = (house: House, id: number, waits: AnswerWaits): Promise<void> => {
  const today = house.clock.today()
  const now = house.clock.now().toISOString()
  const workdays = house.calendar()
  return systemChange(house.pool, house.clock, 'matter.urge-answer', {}, async (tx) => {
    const report = await lockWaiting(tx, id)
    const duty = report ? answerDuty(report, waits, today, workdays) : null
    const matter = duty ? await findMatter(tx, id) : undefined
    const nothing = { record: 'matters', recordId: id, after: { duty: null }, answer: undefined }
    if (!report || !duty || !matter) return nothing
    const waited = workdays.between(report.reportedOn, today)
    const done = await DUTIES[duty](tx, {
      matter,
      facts: await factsFor(tx, matter, today),
      today,
      now,
      waited,
      reminders: report.reminders,
    })
    await insertOwnEntry(tx, { matterId: id, at: now, step: duty, state: 'reported', ...done })
    return { record: 'matters', recordId: id, after: { code: matter.code, duty, ...done.details }, answer: undefined }
  })
}

const factsFor = async (tx: Tx, matter: StoredMatter, today: string): Promise<MatterFacts> =>
  factsOf(matter, await readMoreFacts(tx, [matter.id], today))

type Urged = { matter: StoredMatter; facts: MatterFacts; today: string; now: string; waited: number; reminders: number }
type Done = { text: string; details: { asked?: string[]; askedPostIds?: number[] } }

const DUTIES: Record<AnswerDuty, (tx: Tx, urged: Urged) => Promise<Done>> = {
  remind: async (tx, { matter, facts, today, now, waited }) => {
    await writeDuty(tx, matter.id, { reminded: today }, now)
    const leaders = leaderStandsIn(facts) ? await leadersOf(tx, matter.regionId, today) : []
    const asked = leaderStandsIn(facts) ? leaders.map(({ name }) => name) : [matter.askerName]
    const askedPostIds = leaderStandsIn(facts)
      ? leaders.map(({ id }) => id)
      : await postsOfUnit(tx, matter.askerUnitId, today)
    return { text: `报办结后已等 ${waited} 个工作日，请确认销号或退回重办。`, details: { asked, askedPostIds } }
  },
  'ask-superior': async (tx, { matter, facts, today, now, waited, reminders }) => {
    const superiors = await superiorsOf(tx, matter.askerUnitId, leaderStandsIn(facts), today)
    await writeDuty(tx, matter.id, { superior: { on: today, posts: superiors.map(({ id }) => id) } }, now)
    return superiors.length > 0
      ? {
          text: `报办结后已等 ${waited} 个工作日、催办 ${reminders} 次没有答复，请上级岗位确认销号或退回重办。`,
          details: { asked: superiors.map(({ name }) => name), askedPostIds: superiors.map(({ id }) => id) },
        }
      : { text: `报办结后已等 ${waited} 个工作日没有答复，提出单位没有登记上级岗位。`, details: {} }
  },
  'may-close': async (tx, { matter, facts, today, now, waited }) => {
    await writeDuty(tx, matter.id, { isClosable: true }, now)
    const text = `报办结后已等 ${waited} 个工作日没有答复`
    if (facts.askerUnitId === facts.officeUnitId) return { text: `${text}，仍等答复。`, details: {} }
    const askedPostIds = officeLeads(facts)
      ? (await leadersOf(tx, matter.regionId, today)).map(({ id }) => id)
      : await postsOfUnit(tx, matter.officeUnitId, today)
    return {
      text: `${text}，可按逾期未确认销号；提出方随时可以重新办理。`,
      details: { asked: [matter.officeName], askedPostIds },
    }
  },
}

const mayEditWaits = ({ acting }: Context): boolean =>
  acting.role === 'sysadmin' || (acting.role === 'office' && acting.regionId === acting.cityId)

/** How long a report waits in this city before the program does something about it. */
export const readAnswerWaits = (ctx: Context): Promise<AnswerWaitsShown> => ctx.read((tx) => waitsOf(ctx, tx))

const waitsOf = async (ctx: Context, tx: Tx): Promise<AnswerWaitsShown> => {
  const found = await findWaits(tx, ctx.acting.cityId)
  return {
    ...ANSWER_WAITS,
    ...found?.value,
    version: found?.version ?? 0,
    isDefault: found === undefined,
    mayEdit: mayEditWaits(ctx),
  }
}

/**
 * Changes the waits of the city; what has happened to a report already stays, what comes next follows the new waits.
 * @throws Problem not-city-office, not-waits, out-of-date
 */
export const saveAnswerWaits = (
  ctx: Context,
  { version, ...waits }: z.output<typeof AnswerWaitsForm> & { version: number },
): Promise<AnswerWaitsShown> => {
  if (!mayEditWaits(ctx)) throw new Problem(matterProblems['not-city-office'])
  const wrong = waitsProblem(waits)
  if (wrong) {
    const { field, detail } = wrong
    throw new Problem(matterProblems['not-waits'], { detail, errors: [{ pointer: `/${field}`, detail }] })
  }
  return ctx.change('matter.save-answer-waits', async (tx) => {
    const before = await waitsOf(ctx, tx)
    if (!(await writeWaits(tx, ctx.acting.cityId, waits, version)))
      throw new Problem(problems['out-of-date'], { extra: { latest: before } })
    const { mayEdit: _may, ...was } = before
    return {
      record: 'settings',
      recordId: `answer-waits:${ctx.acting.cityId}`,
      before: was,
      after: waits,
      answer: await waitsOf(ctx, tx),
    }
  })
}
