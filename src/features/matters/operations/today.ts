import type * as z from 'zod'
import { addDays, daysBetween, type FeastCode, feastDay, feastsOf } from '../../../platform/calendar/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { formatDay, formatMoment, formatWeekday } from '../../../platform/ui/format.ts'
import type { ComingDay, MatterRow, Today, TodayItem as TodayItemShape } from '../contract.ts'
import type { OpenRequest, Step } from '../sides.ts'
import { countLights, countMatters } from '../store/counts.ts'
import { countFilesOf, countNodes, lastEntries, type StoredEntry } from '../store/details.ts'
import { comingDays, longestWaiting, pageOfMatters } from '../store/lists.ts'
import { factsOf, type MoreFacts, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { type EntryStep, REQUEST_TAGS } from '../words.ts'
import { partText, toRow } from './shared.ts'

/** How many rows a column of 今日 carries; the list behind it has the rest. */
const OWE_ROWS = 12
const ANSWER_ROWS = 20
const COMING_DAYS = 14
const COMING_ROWS = 12

/** 今日 of the acting post: what it owes, what waits for its answer, what is coming, and the lights of what it handles. */
export const readToday = (ctx: Context): Promise<Today> =>
  ctx.read(async (tx) => {
    const { today, calendar } = ctx
    const handled = { view: 'mine', open: true } as const
    const lights = await countLights(tx, ctx, handled)
    return {
      today,
      weekday: `星期${formatWeekday(today).slice(1)}`,
      lunar: calendar.lunar(today),
      countdown: countdownOf(ctx),
      isCalendarAnnounced: calendar.announced(Number(today.slice(0, 4))),
      lights: { ok: 0, due: 0, over: 0, hung: 0, none: 0, done: 0, ...lights },
      handled: Object.values(lights).reduce((sum, count) => sum + count, 0),
      owe: await column(tx, ctx, 'owe', OWE_ROWS),
      answer: await column(tx, ctx, 'answer', ANSWER_ROWS),
      coming: await coming(tx, ctx),
    }
  })

/** The two feasts for which the troops and their families are visited; from how many days before they are counted down. */
const OCCASIONS: [FeastCode, string][] = [
  ['army-day', '八一'],
  ['spring-festival', '春节'],
]
const COUNTDOWN_DAYS = 60

/** '距八一 18 天，13 个工作日', or null when none is near. */
const countdownOf = ({ today, calendar }: Context): string | null => {
  const year = Number(today.slice(0, 4))
  const next = [year, year + 1]
    .flatMap((one) => OCCASIONS.map(([code, name]) => ({ name, on: feastDay(code, one) })))
    .filter(({ on }) => on >= today && on <= addDays(today, COUNTDOWN_DAYS))
    .sort((a, b) => (a.on < b.on ? -1 : 1))[0]
  if (!next) return null
  if (next.on === today) return `今日${next.name}`
  return `距${next.name} ${daysBetween(today, next.on)} 天，${calendar.between(today, next.on)} 个工作日`
}

type TodayItem = z.output<typeof TodayItemShape>
type Waiting = { matter: StoredMatter; row: MatterRow; requests: readonly OpenRequest[] }
type Said = {
  last: Map<EntryStep, StoredEntry> | undefined
  files: Map<number, number>
  nodes: Map<number, { done: number; all: number }>
  today: string
}

const column = async (tx: Tx, ctx: Context, view: 'owe' | 'answer', size: number) => {
  const total = await countMatters(tx, ctx, { view })
  const rows =
    view === 'answer'
      ? await longestWaiting(tx, ctx, size)
      : (await pageOfMatters(tx, ctx, { view }, { sort: 'due', size })).rows
  const ids = rows.map(({ id }) => id)
  const more: MoreFacts = await readMoreFacts(tx, ids, ctx.today)
  const entries = await lastEntries(tx, ids)
  const nodes = await countNodes(tx, ids)
  const files = await countFilesOf(
    tx,
    [...entries.values()].flatMap((steps) => [...steps.values()].map(({ id }) => id)),
  )
  const toItem = view === 'owe' ? owed : answered
  const items = rows.map((matter): TodayItem => {
    const waiting = {
      matter,
      row: toRow(ctx, matter, more),
      requests: factsOf(matter, more).openRequests,
    }
    return toItem(waiting, { last: entries.get(matter.id), files, nodes, today: ctx.today })
  })
  return { total, items }
}

const asker = ({ row }: Waiting) => (row.kind === 'need' ? `${row.asker.name}提 · 需求` : `${row.asker.name}交办`)

/** A row of 我要办的: from whom, and what the last word on it was. */
const owed = (waiting: Waiting, { last, nodes, today }: Said): TodayItem => {
  const { row, matter, requests } = waiting
  const back = newestOf(last, ['send-back', 'return', 'reopen', 'refuse-time', 'refuse-hang', 'refuse-decline'])
  const answer = back && back === newestOf(last, ANSWERABLE) ? back : undefined
  const count = nodes.get(row.id)
  const notes = [
    ...(row.state === 'draft' ? ['草稿，提出后由双拥办受理'] : []),
    ...(answer ? [`${BACK_WORDS[answer.step] ?? ''}：${answer.text}`] : []),
    ...requests.map(({ kind }) => `${REQUEST_TAGS[kind]}，等答复`),
    ...(matter.isHung ? [`原因：${matter.hungCause ?? ''}`] : []),
    ...(matter.firstDueOn !== null && matter.firstDueOn !== row.dueOn
      ? [`原定 ${formatDay(matter.firstDueOn, today)}`]
      : []),
    ...(row.parts ? [`分解件 ${row.parts.done} / ${row.parts.all}`] : []),
    ...(count ? [`节点 ${count.done} / ${count.all}`] : []),
  ]
  return { ...row, from: asker(waiting), tag: null, note: notes.join('；') }
}

const ANSWERABLE: Step[] = [
  'send-back',
  'return',
  'reopen',
  'refuse-time',
  'refuse-hang',
  'refuse-decline',
  'grant-time',
  'grant-hang',
  'progress',
  'sign',
  'raise',
  'accept',
  'assign',
  'recall',
]
const BACK_WORDS: Partial<Record<EntryStep, string>> = {
  'send-back': '退回重办',
  return: '退回补充',
  reopen: '重新办理',
  'refuse-time': '不同意延期',
  'refuse-hang': '不同意挂账',
  'refuse-decline': '不同意不予办理',
}

const newestOf = (last: Said['last'], steps: Step[]): StoredEntry | undefined =>
  steps.flatMap((step) => last?.get(step) ?? []).sort((a, b) => b.id - a.id)[0]

/** A row of 等我答复: who asks, when, for what, and in which words. */
const answered = (waiting: Waiting, said: Said): TodayItem => {
  const { row } = waiting
  const { step, tag } = askedFor(waiting)
  const entry = said.last?.get(step)
  const from = entry ? `${entry.unitName} · ${formatMoment(entry.at, said.today)}` : asker(waiting)
  return { ...row, from, tag, note: entry ? noteOf(waiting, entry, said) : '' }
}

const ASKING: Record<OpenRequest['kind'], Step> = {
  time: 'ask-time',
  hang: 'ask-hang',
  decline: 'propose-decline',
  'not-ours': 'not-ours',
  day: 'ask-day',
}

/** Of several requests the one that this post is asked for stands first; the drawer has them all. */
const askedFor = ({ row, matter, requests }: Waiting): { step: Step; tag: string } => {
  if (row.state === 'raised') return { step: 'raise', tag: '新提需求' }
  if (row.openSteps.includes('close-unanswered')) return { step: 'may-close', tag: '逾期未确认' }
  if (row.state === 'reported' && matter.superiorAskedOn !== null) return { step: 'report', tag: '请上级岗位答复' }
  if (row.state === 'reported') return { step: 'report', tag: '报办结' }
  const mine = requests.find(({ kind }) => row.openSteps.some((step) => ANSWERS[kind].includes(step))) ?? requests[0]
  const kind = mine?.kind ?? 'time'
  return { step: ASKING[kind], tag: REQUEST_TAGS[kind] }
}

const ANSWERS: Record<OpenRequest['kind'], Step[]> = {
  time: ['grant-time', 'refuse-time'],
  hang: ['grant-hang', 'refuse-hang'],
  decline: ['agree-decline', 'refuse-decline'],
  'not-ours': ['uphold', 'assign'],
  day: ['agree-day', 'keep-day'],
}

const noteOf = ({ matter, requests }: Waiting, entry: StoredEntry, { files, today }: Said): string => {
  const count = files.get(entry.id) ?? 0
  const { details } = entry
  const day = (on: string | null | undefined) => (on ? formatDay(on, today) : '未定期')
  const decline = requests.find((request) => request.kind === 'decline')
  const parts: Partial<Record<EntryStep, string[]>> = {
    raise: [
      ...(count > 0 ? [`附件 ${count} 件`] : []),
      ...(details.suggestedLead ? [`建议牵头：${details.suggestedLead}`] : []),
      ...(details.wishedOn ? [`希望 ${day(details.wishedOn)} 前办结`] : []),
    ],
    report: [...(count > 0 ? [`附佐证 ${count} 件`] : []), entry.text],
    'ask-time': [`${day(matter.dueOn)} → ${day(details.dueOn)}`, entry.text],
    'ask-hang': [(details.cause ?? '').replace(/。$/, ''), `${day(details.reviewOn)}复核`],
    'propose-decline': decline ? [decline.clause, decline.explanation] : [],
    'not-ours': [entry.text],
    'ask-day': [`${day(matter.dueOn)} → ${day(details.dueOn)}`, entry.text],
  }
  return (parts[entry.step] ?? [entry.text]).filter(Boolean).join('；')
}

const COMING_WORDS = { due: '承诺日', review: '挂账复核', node: '节点' } as const

/** 将要到来: promised days, review days and nodes of what the post handles, and the feasts, within 14 days. */
const coming = async (tx: Tx, ctx: Context): Promise<z.output<typeof ComingDay>[]> => {
  const from = addDays(ctx.today, 1)
  const until = addDays(ctx.today, COMING_DAYS)
  const days = await comingDays(tx, ctx, from, until, COMING_ROWS)
  const items = days.map(({ on, kind, matterId, title, body, parentId, node }) => {
    const asked = partText({ parentId, hasWords: true, title, body })
    const of = asked === null ? '' : `；分解自 ${title}`
    return {
      on,
      title: node ?? asked ?? title,
      note: node ? `${COMING_WORDS.node} · ${asked ?? title}` : `${COMING_WORDS[kind]}${of}`,
      matterId,
    }
  })
  const feasts = [ctx.today, until]
    .map((day) => Number(day.slice(0, 4)))
    .filter((year, index, years) => years.indexOf(year) === index)
    .flatMap((year) => feastsOf(year))
    .filter(({ on }) => on >= from && on <= until)
    .map(({ on, name }) => ({ on, title: name, note: ctx.calendar.lunar(on), matterId: null }))
  return [...feasts, ...items].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}
