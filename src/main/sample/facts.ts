import { checkMany, listChecking } from '../../features/facts/checking/index.ts'
import { RecordFact } from '../../features/facts/contract.ts'
import { createFacts, daysOf, type GivenFact, kindOf, recordFact, stepFact } from '../../features/facts/index.ts'
import { closePeriod } from '../../features/facts/periods/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import type { Context } from '../../platform/context.ts'
import { factFollowers, periodFollowers } from '../wiring.ts'
import {
  CITY,
  COUNTY,
  EDUCATION,
  type Given,
  MEMBERS,
  PUBLICITY,
  type SampleLine,
  TOWNSHIP,
  TROOPS,
  VILLAGE,
} from './fact-lines.ts'
import { keepPapers, keepPhotos } from './photos.ts'
import type { Stage } from './stage.ts'

const MONTHS = 24
const COUNTY_LOGINS = ['lcq', 'yqq', 'hfs', 'qhx', 'spx', 'xxx', 'lqx', 'ssx']

/** Who writes what down. Higher ones check; what the last weeks brought is still unchecked. */
const WRITERS: readonly (readonly [login: string, lines: readonly SampleLine[]])[] = [
  ['cj1', VILLAGE],
  ['cj2', VILLAGE],
  ...['fwz', 'fwz2', 'fwz3', 'fwz4', 'fwz5', 'fwz6', 'fwz7', 'fwz8'].map((login) => [login, TOWNSHIP] as const),
  ...COUNTY_LOGINS.map((prefix) => [`${prefix}-sby`, COUNTY] as const),
  ['sby', CITY],
  ['jyj', EDUCATION],
  ['rmt', PUBLICITY],
  ['zl', TROOPS],
  ['zy', TROOPS],
  ...MEMBERS,
]
/** In the order of checking: the township before the county, the county before the city, the leader last. */
const CHECKERS = ['fwz', ...COUNTY_LOGINS.map((prefix) => `${prefix}-sby`), 'sby', 'ld']

/** Units that attach a picture now and then. */
const PICTURING = ['cj1', 'fwz', 'lcq-sby', 'sby']

/** How many people act at once. */
const LANES = 4

const inLanes = async <One>(list: readonly One[], work: (one: One) => Promise<void>): Promise<void> => {
  const queue = [...list]
  const lane = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** A fact as its operation takes it, at the place of who acts. */
export const given = (ctx: Context, { quantities = [], ...more }: Given, startsOn: string): GivenFact => {
  const {
    replacesId: _,
    channel: _channel,
    isDraft: _isDraft,
    ...fact
  } = RecordFact.parse({
    regionId: ctx.acting.regionId,
    startsOn,
    quantities,
    ...more,
  })
  return fact
}

/** Writes facts of one post down in one go, as the operations of the screens do. */
export const write = (ctx: Context, facts: readonly GivenFact[]): Promise<{ id: number; version: number }[]> =>
  ctx.change('fact.record', async (tx) => {
    const { facts: made, entries } = await createFacts(factFollowers)(ctx, tx, facts, 'form')
    const [first, ...more] = entries
    if (!first) throw new Error('the sample wrote nothing')
    return { ...first, more, answer: made.map(({ id, version }) => ({ id, version })) }
  })

/** Month `index` before the first start, as `2026-07`. */
const monthBefore = (today: string, index: number): string => {
  const at = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 - index
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/**
 * Two years of facts, month by month, looked at by the units above, with one quarter closed and facts in every state; through
 * the operations of the screens.
 */
export const layFacts = async (stage: Stage): Promise<void> => {
  const { today } = stage
  const at = (login: string, day: string, minute = 620) => stage.at(login, { day: day > today ? today : day, minute })
  const closing = quarterToClose(today)
  for (let back = MONTHS - 1; back >= 0; back--) {
    const month = monthBefore(today, back)
    await inLanes(WRITERS, async ([login, lines]) => {
      const place = WRITERS.findIndex(([one]) => one === login)
      const n = MONTHS - back + place
      const days = lines
        .filter(({ months }) => months.includes(Number(month.slice(5))))
        .map((line) => ({ line, startsOn: `${month}-${String(line.day).padStart(2, '0')}` }))
        .filter(({ line, startsOn }) => hasHappened(line.fact(n), startsOn, today))
      const last = days
        .map(({ startsOn }) => startsOn)
        .sort()
        .at(-1)
      if (last === undefined) return
      // A mission is written down once its month is over.
      const isMission = days.some(({ line }) => line.fact(n).kind === 'mission')
      const ctx = at(login, isMission ? addDays(`${month}-01`, 34) : addDays(last, 2 + (n % 3)))
      const facts: GivenFact[] = []
      for (const [index, { line, startsOn }] of days.entries()) {
        const fact = line.fact(n)
        const isPictured = PICTURING.includes(login) && back < 6 && (n + index) % 3 === 0
        const units = [
          ...(line.objects?.(login, n) ?? []).map((name) => ({ unitId: stage.unit(name), part: 'object' as const })),
          ...(line.joins?.() ?? []).map((name) => ({ unitId: stage.unit(name), part: 'join' as const })),
        ]
        facts.push(given(ctx, { ...fact, units, files: await filesOf(ctx, fact, startsOn, isPictured) }, startsOn))
      }
      await write(ctx, facts)
    })
    if (back === 11) await layCampaign(at, month)
    if (back === 2 || back % 8 === 7) await checkAll((login) => at(login, `${month}-27`))
    if (closing.closesOn.startsWith(month))
      await closePeriod(periodFollowers)(at('sby', closing.closesOn), { kind: 'quarter', ...closing })
  }
  await layStates(stage, closing.day, at)
}

type At = (login: string, day: string, minute?: number) => Context

const record = (ctx: Context, fact: Given, startsOn: string, more: Partial<RecordFact> = {}) =>
  recordFact(factFollowers)(ctx, RecordFact.parse({ ...given(ctx, fact, startsOn), ...more }))

/** A campaign of the city in the year before, with what a county and a township did for it. */
const layCampaign = async (at: At, month: string): Promise<void> => {
  const week = await record(
    at('sby', `${month}-03`),
    { kind: 'campaign', title: '双拥宣传周', fields: { theme: '同心共建', plan: '市里一场，县乡各一场。' } },
    `${month}-03`,
    { endsOn: `${month}-09` },
  )
  for (const [login, title, people] of [
    ['yqq-sby', '宣传周广场咨询', 160],
    ['fwz2', '宣传周进社区', 45],
  ] as const)
    await record(
      at(login, `${month}-08`),
      {
        ...{ kind: 'activity', title, fields: { type: 'volunteer' } },
        quantities: [{ key: 'people', value: people, qualifier: '余' }],
      },
      `${month}-07`,
      { campaignId: week.id },
    )
}

/** A voucher or a report where one is expected, else now and then a picture; each fact has its own. */
const filesOf = async (ctx: Context, fact: Given, startsOn: string, isPictured: boolean): Promise<Given['files']> => {
  const { name, files } = kindOf(fact.kind) ?? {}
  const ids = files?.isExpected
    ? await keepPapers(ctx, [`${files.word} ${startsOn}`])
    : isPictured
      ? await keepPhotos(ctx, [`${name} ${startsOn}`])
      : []
  return ids.map((fileId) => ({ fileId, caption: '' }))
}

const hasHappened = (fact: Given, startsOn: string, today: string): boolean => {
  const kind = kindOf(fact.kind)
  return kind !== undefined && daysOf(kind, startsOn, null).endsOn < today
}

/** The last quarter that was over ten days before the month that runs. */
const quarterToClose = (today: string): { day: string; closesOn: string } => {
  const firstOfMonth = `${today.slice(0, 7)}-01`
  const month = Number(today.slice(5, 7))
  const year = Number(today.slice(0, 4))
  const quarterStart = month - ((month - 1) % 3)
  const start = `${year}-${String(quarterStart).padStart(2, '0')}-01`
  // In the first month of a quarter the one before ended too short ago to have been closed in a month that is over.
  const closesOn = addDays(start, 14) < firstOfMonth ? addDays(start, 14) : addDays(quarterBefore(start), 14)
  return { day: addDays(`${closesOn.slice(0, 7)}-01`, -1), closesOn }
}

const quarterBefore = (start: string): string => {
  const at = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 4
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`
}

/** Everybody checks what waits for him; the odd ones stay for a closer look. */
const checkAll = async (at: (login: string) => Context): Promise<void> => {
  for (const login of CHECKERS) {
    const ctx = at(login)
    const { plain } = await listChecking(ctx, {})
    if (plain.length > 0)
      await checkMany(factFollowers)(ctx, { facts: plain.map(({ id, version }) => ({ id, version })) })
  }
}

/** What the life of a fact knows beside being checked: returned, asked for, withdrawn, replaced, a draft, entered for a unit, 补记. */
const layStates = async (stage: Stage, closedDay: string, at: At): Promise<void> => {
  const { today } = stage
  const step = (
    ctx: Context,
    fact: { id: number; version: number },
    name: 'return' | 'withdraw' | 'ask',
    reason: string,
  ) => stepFact(factFollowers)(ctx, { ...fact, step: name, reason })
  const one = (index: number) => (VILLAGE[0] as SampleLine).fact(index)
  const recent = addDays(today, -6)

  const campaign = await record(
    at('lcq-sby', addDays(today, -40)),
    {
      kind: 'campaign',
      title: '情系老兵双拥月',
      fields: { theme: '情系老兵', plan: '走访、义诊、慰问演出各一场。' },
    },
    addDays(today, -40),
    { endsOn: addDays(today, -8) },
  )
  await record(
    at('lcq-sby', addDays(today, -20)),
    { kind: 'activity', title: '双拥月慰问演出', fields: { type: 'show' } },
    addDays(today, -21),
    {
      campaignId: campaign.id,
    },
  )
  const returned = await record(at('cj1', recent), one(1), addDays(recent, -2))
  await step(at('fwz', addDays(recent, 1)), returned, 'return', '慰问金写成了总数，按户数再核一遍。')
  const doubled = await record(at('cj2', recent), one(2), addDays(recent, -3))
  await step(at('cj2', recent, 700), doubled, 'withdraw', '和上一条记重了。')
  const wrong = await record(at('cj2', recent, 720), one(3), addDays(recent, -4))
  await record(
    at('cj2', recent, 740),
    { ...one(3), kind: 'visit', title: '走访现役军人家庭（更正）' },
    addDays(recent, -4),
    {
      replacesId: wrong.id,
    },
  )
  await record(at('cj1', today), { ...one(4), title: '' }, addDays(today, -1), { isDraft: true })
  // For a unit that nobody acts for here.
  await record(
    at('sby', addDays(today, -9)),
    { kind: 'troop-education', title: '拥政爱民教育一课', fields: { content: '驻地情况介绍' } },
    addDays(today, -12),
    { forUnitId: stage.unit('驻桥某部') },
  )
  await record(
    at('hfs-sby', addDays(today, -15)),
    { kind: 'discipline', title: '群众纪律检查', fields: { result: '未发现违反群众纪律的情况' } },
    addDays(today, -18),
    { forUnitId: stage.unit('驻禾某部') },
  )
  // 迟录: written down weeks after.
  for (const [login, fact, ago] of [
    ['yqq-sby', { kind: 'meeting', title: '营区供水军地协调会', fields: { type: 'topic', topics: '营区供水。' } }, 48],
    ['jyj', { kind: 'activity', title: '军人子女入学政策说明会', fields: { type: 'other' } }, 61],
    ['fwz3', { ...one(5), title: '走访病中老兵' }, 39],
  ] as const)
    await record(at(login, addDays(today, -5)), fact, addDays(today, -ago))
  // 补记: after the quarter was closed, late.
  await record(
    at('rmt', addDays(today, -2)),
    { ...(PUBLICITY[0] as SampleLine).fact(5), title: '老兵口述专题' },
    closedDay,
  )
  await record(at('qhx-sby', addDays(today, -3)), { ...(COUNTY[1] as SampleLine).fact(2) }, addDays(closedDay, -20))
  await record(at('cj1', addDays(today, -4)), { ...one(8), title: '补记一次入户走访' }, closedDay)
  const { rows } = await stage.house.pool.query<{ id: number; version: number }>(
    "select f.id, f.version from facts f where f.state = 'checked' and f.entered_post_id = $1 order by f.id desc limit 1",
    [stage.actor('cj1').postId],
  )
  if (rows[0]) await step(at('cj1', addDays(today, -1)), rows[0], 'ask', '慰问金少写了一户，附签收表。')
}
