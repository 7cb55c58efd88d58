import { getMatter } from '../../features/matters/index.ts'
import type { Proposal } from '../../features/matters/intake/contract.ts'
import { editProposal, handOut, listProposals, markProposal } from '../../features/matters/intake/index.ts'
import { readIn } from '../../features/sources/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Far, Life } from './lives.ts'
import type { Stage } from './stage.ts'
import notice from './texts/notice.txt?raw'
import plan from './texts/plan.txt?raw'

/** The plan of the sample stands for this year; its text is moved to the year in which the sample is laid. */
const PLAN_YEAR = 2026

/** From this day of a year on, the plan of that year is out and partly done; earlier the city still works on the last one. */
const PLAN_FROM = '03-10'

/** Proposals that stay on the desk to be checked. */
const LEFT_OPEN = 4

const longDay = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** A notice of these weeks, left on the desk with nothing checked: days in braces are working days from today. */
const readNotice = async (stage: Stage): Promise<void> => {
  const text = notice
    .replace('{year}', stage.today.slice(0, 4))
    .replace('{number}', String(Number(stage.today.slice(5, 7)) + 2))
    .replace('{issued}', longDay(stage.day(-3)))
    .replace(/\{(\d+)\}/g, (_, days: string) => longDay(stage.day(Number(days))).slice(5))
  await readIn(stage.at('sby', { day: stage.day(-1), minute: 610 }), { text, again: false })
}

/** Corrects what the reading could not know (a past day, a lead without an account) and adopts. */
const adopt = async (
  ctx: Context,
  stage: Stage,
  documentId: number,
  proposal: Proposal,
  leadUnit: string,
): Promise<void> => {
  const { id, title, helpers, dueOn } = proposal
  const leadUnitId = stage.unit(leadUnit)
  const isPast = dueOn !== null && dueOn < ctx.today
  const needsEdit = isPast || proposal.lead?.unitId !== leadUnitId
  let { version } = proposal
  if (needsEdit) {
    const helperUnitIds = helpers.map(({ unitId }) => unitId).filter((unitId) => unitId !== leadUnitId)
    const edited = { documentId, id, version, title, leadUnitId, helperUnitIds, dueOn: isPast ? null : dueOn }
    const { proposals } = await editProposal(ctx, edited)
    version = proposals.find((one) => one.id === id)?.version ?? version
  }
  await markProposal(ctx, { documentId, id, version, as: 'adopted' })
}

/** Who leads where the text names nobody, or a unit without an account. */
const STAND_INS = ['市退役军人事务局', '市双拥办', '市文化广电旅游局', '市政府办公室', '市委宣传部']

/**
 * Reads the year's plan in, checks it, hands out most of it, and leaves some proposals and a second document on the desk.
 * Answers the lives that its matters have led since.
 */
export const handOutPlan = async (stage: Stage): Promise<Life[]> => {
  const calendar = stage.house.calendar()
  const year = Number(stage.today.slice(0, 4)) - (stage.today.slice(5) < PLAN_FROM ? 1 : 0)
  const readOn = calendar.add(`${year}-02-08`, 1)
  const handedOn = calendar.add(readOn, 2)
  const text = plan.replaceAll(String(PLAN_YEAR), String(year))
  const document = await readIn(stage.at('sby', { day: readOn, minute: 560 }), { text, again: false })
  const desk = stage.at('sby', { day: handedOn, minute: 580 })
  const documentId = document.id
  const { proposals } = await listProposals(desk, { documentId })
  const sure = proposals.slice(0, -LEFT_OPEN)
  for (const [index, proposal] of sure.entries()) {
    const named = proposal.lead?.unitName
    const lead = named && stage.loginOf(named) ? named : (STAND_INS[index % STAND_INS.length] as string)
    await adopt(desk, stage, documentId, proposal, lead)
  }
  const checked = (await listProposals(desk, { documentId })).proposals.filter(({ state }) => state === 'adopted')
  const { matters } = await handOut(stage.at('sby', { day: handedOn, minute: 640 }), {
    documentId,
    proposals: checked.map(({ id, version }) => ({ id, version })),
  })
  await readNotice(stage)
  const ago = calendar.between(handedOn, stage.today)
  const lives: Life[] = []
  for (const [index, { id }] of matters.entries()) {
    const { version, nodes, title, category, dueOn, lead } = await getMatter(desk, { id })
    const past = dueOn === null ? null : calendar.between(dueOn, stage.today)
    lives.push({
      ...{ title: title ?? '', body: '', by: 'sby', ago, lead: lead?.name ?? '' },
      category,
      ...lifeSince(past, { index, ago }),
      made: { id, version, nodes },
    })
  }
  return lives
}

const PROGRESS = [
  '已列入本单位年度计划，明确了专人负责。',
  '已开过一次协调会，分工和时间表都定了。',
  '按月推进，目前进度过半。',
  '方案已印发，各县（市、区）同步开展。',
  '已完成摸底，正在逐项落实。',
]
const DONE = [
  '已按要求完成，相关材料已归档。',
  '全部完成，现场情况见照片。',
  '已完成并通过内部验收。',
  '任务完成，群众和官兵反映良好。',
]

/** What became of a planned task, from how many working days its promised day is past (null: 未定期). */
const lifeSince = (
  past: number | null,
  { index, ago }: { index: number; ago: number },
): Pick<Life, 'far' | 'last' | 'said' | 'photos'> => {
  const said: [string, string] = [PROGRESS[index % PROGRESS.length] as string, DONE[index % DONE.length] as string]
  const going = (far: Far, last: number) => ({ far, last: Math.min(last, Math.floor(ago / 2)), said })
  const photos = index % 3 === 0 ? { report: ['完成情况'] } : {}
  if (past === null) {
    return index % 3 === 0 ? { ...going('closed', 12 + index), photos } : going('running', 3 + (index % 9))
  }
  // Most were reported in time; some a few days late, which stays on them.
  if (past > 6) return { far: 'closed', last: Math.max(1, past - (index % 4 === 0 ? 5 : -3)), said, photos }
  if (past > -3) return index % 2 === 0 ? going('reported', 1) : going('running', 4)
  return going('running', 2 + (index % 11))
}
