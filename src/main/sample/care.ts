import { markHousehold } from '../../features/facts/contact/index.ts'
import { RecordFact } from '../../features/facts/contract.ts'
import { recordFact } from '../../features/facts/index.ts'
import { addAllowance } from '../../features/registers/allowances/batches/index.ts'
import type { OpenHelp } from '../../features/registers/help/contract.ts'
import type { HelpKind, HelpStep } from '../../features/registers/help/index.ts'
import { openHelp, stepHelp } from '../../features/registers/help/index.ts'
import { saveRetentionSettings } from '../../features/registers/index.ts'
import { factFollowers, helpFollowers } from '../wiring.ts'
import { VILLAGE } from './fact-lines.ts'
import type { Stage } from './stage.ts'

/**
 * What two villages and a township do for single families: this month's visits of the contact plan, promises made at the door, help in every
 * state; and the totals of what was paid out. Nothing where the register is empty.
 */
export const layCare = async (stage: Stage): Promise<void> => {
  const families = new Map<string, number[]>()
  for (const login of STATIONS) families.set(login, await familiesOf(stage, login))
  if ([...families.values()].some((ids) => ids.length === 0)) return
  await layVisits(stage, families)
  await layPromises(stage, families)
  await layHelp(stage, families)
  await layAllowances(stage)
  const ctx = stage.at('sby', { day: stage.today, minute: 520 })
  // A year, so that the list has lines: no limit is known, and it is marked so.
  const settings = { personYears: 1, helpYears: 3, meritYears: null, importDays: 30, keptFileDays: 180, source: '' }
  await saveRetentionSettings(ctx, { ...settings, version: 0 })
}

/** Two villages and their township, which acts for those that have no post. */
const STATIONS = ['cj1', 'cj2', 'fwz'] as const

const familiesOf = async ({ house, actor }: Stage, login: string): Promise<number[]> => {
  const { rows } = await house.pool.query<{ id: number }>(
    "select id from households where region_path like $1 || '%' and state = 'present' order by id limit 40",
    [actor(login).regionPath],
  )
  return rows.map(({ id }) => id)
}

const at = (stage: Stage, login: string, ago: number, minute = 620) => stage.at(login, { day: stage.day(-ago), minute })

/** The same number of working days ago, or one more where the villages go their monthly round (fact-lines.ts). */
const quietFrom = (stage: Stage, ago: number): number =>
  VILLAGE.some(({ day }) => day === Number(stage.day(-ago).slice(8))) ? ago + 1 : ago

/** Families of hardship are marked, and some of each place were visited by now. */
const layVisits = async (stage: Stage, families: Map<string, number[]>): Promise<void> => {
  for (const login of STATIONS) {
    const ids = families.get(login) ?? []
    for (const id of ids.slice(-2))
      await markHousehold(at(stage, login, 30), { id, kind: 'hardship', on: stage.day(-30) })
    const half = Math.ceil(ids.length / 2)
    for (const [index, householdIds] of [ids.slice(0, half - 1), ids.slice(half - 1, half)].entries()) {
      if (householdIds.length === 0) continue
      const ago = quietFrom(stage, 3 + index)
      const ctx = at(stage, login, ago, 640)
      const visit = RecordFact.parse({
        kind: 'visit',
        direction: 'to-families',
        title: index === 0 ? '走访困难优抚家庭' : '常态化联系走访',
        regionId: ctx.acting.regionId,
        startsOn: stage.day(-ago),
        householdIds,
        fields: { occasion: 'usual', goods: '米面油' },
        quantities: [
          { key: 'households', value: householdIds.length, qualifier: null },
          { key: 'money', value: 200 * householdIds.length, qualifier: null },
        ],
      })
      await recordFact(factFollowers)(ctx, visit)
    }
  }
}

const PROMISES = [
  { login: 'cj1', unit: null, words: '帮老人申请轮椅，送到家里', days: 12 },
  { login: 'cj2', unit: '市教育局', words: '答复孩子转学能去哪所学校', days: 8 },
  { login: 'cj1', unit: null, words: '请医生上门量一次血压', days: -2 },
] as const

const layPromises = async (stage: Stage, families: Map<string, number[]>): Promise<void> => {
  for (const [index, { login, unit, words, days }] of PROMISES.entries()) {
    const ago = quietFrom(stage, 5 + index * 2)
    const ctx = at(stage, login, ago, 660 + index * 10)
    const visit = RecordFact.parse({
      kind: 'visit',
      direction: 'to-families',
      title: '上门看望优抚对象',
      regionId: ctx.acting.regionId,
      startsOn: stage.day(-ago),
      householdIds: (families.get(login) ?? []).slice(-1),
      fields: { occasion: 'usual' },
      quantities: [{ key: 'households', value: 1, qualifier: null }],
      promise: words,
      promiseOn: stage.day(days),
      promiseUnitId: unit === null ? null : stage.unit(unit),
    })
    await recordFact(factFollowers)(ctx, visit)
  }
}

type Case = {
  kind: HelpKind
  source: OpenHelp['source']
  needs: string
  ago: number
  steps: readonly HelpStep[]
  /** What the county said, where it said no. */
  no?: string
}

/** From the one that came yesterday to the one that was ended long ago; the steps in the order in which they were taken. */
const CASES: readonly Case[] = [
  { kind: 'medical', source: 'found', needs: '慢性病用药多，想了解医疗补助怎么申请。', ago: 1, steps: [] },
  { kind: 'living', source: 'asked', needs: '主要劳动力外出，家中一时困难。', ago: 6, steps: ['village'] },
  { kind: 'housing', source: 'found', needs: '屋顶漏雨，雨季前要修。', ago: 12, steps: ['village', 'township'] },
  {
    kind: 'legal',
    source: 'asked',
    needs: '土地流转合同有争议，想请律师看看。',
    ago: 20,
    steps: ['village', 'township', 'county'],
  },
  {
    kind: 'living',
    source: 'asked',
    needs: '子女上大学，学费一次拿不出。',
    ago: 32,
    steps: ['village', 'township', 'county', 'give'],
  },
  {
    kind: 'medical',
    source: 'found',
    needs: '行动不便，需要一台轮椅。',
    ago: 45,
    steps: ['village', 'township', 'county', 'give', 'serve'],
  },
  {
    kind: 'living',
    source: 'asked',
    needs: '想申请一笔装修补助。',
    ago: 28,
    steps: ['village', 'township', 'county'],
    no: '装修不在帮扶范围，已当面解释。',
  },
  { kind: 'housing', source: 'asked', needs: '想换到一楼居住。', ago: 40, steps: ['village', 'withdraw'] },
]

/** Who takes a step, and what is written. */
const STEPS: Record<HelpStep, { by: 'village' | 'fwz' | 'lcq-sby'; words: string; yuan?: number }> = {
  village: { by: 'village', words: '入户看过，情况属实，建议帮扶。' },
  township: { by: 'fwz', words: '材料齐全，同意上报。' },
  county: { by: 'lcq-sby', words: '同意，按政策协调相关部门落实。' },
  give: { by: 'fwz', words: '已落实到户。', yuan: 3000 },
  serve: { by: 'village', words: '回访：家属说问题解决了。' },
  again: { by: 'village', words: '回访：还没有解决。' },
  withdraw: { by: 'village', words: '家属说自己能解决，不再需要。' },
}

const layHelp = async (stage: Stage, families: Map<string, number[]>): Promise<void> => {
  for (const [index, { kind, source, needs, ago, steps, no: refusal }] of CASES.entries()) {
    const login = STATIONS[index % STATIONS.length] as (typeof STATIONS)[number]
    const ids = families.get(login) as number[]
    const householdId = ids[index % ids.length] as number
    const opened = at(stage, login, ago, 560 + index * 5)
    let one = await openHelp(helpFollowers)(opened, {
      ...{ householdId, source, kind, needs },
      cameOn: stage.day(-ago),
      dueOn: stage.day(20 - index),
    })
    for (const [no, step] of steps.entries()) {
      const { by, words, yuan = null } = STEPS[step]
      const isRefused = step === 'county' && refusal !== undefined
      // A step two working days after the other.
      const since = Math.max(0, ago - 2 * (no + 1))
      const ctx = at(stage, by === 'village' ? login : by, since, 600 + no * 15)
      const agrees = step === 'village' || step === 'township' || step === 'county' ? !isRefused : null
      one = await stepHelp(helpFollowers)(ctx, {
        ...{ id: one.id, version: one.version, step, yuan, agrees },
        words: isRefused ? refusal : words,
        on: stage.day(-since),
      })
    }
  }
}

/** Category, heads and yuan a month; made-up totals of a made-up county. */
const PAID = [
  { category: '优待抚恤补助', heads: 412, yuan: 398_600 },
  { category: '义务兵家庭优待金', heads: 96, yuan: 172_800 },
  { category: '立功受奖奖励金', heads: 3, yuan: 9_000 },
] as const

const layAllowances = async (stage: Stage): Promise<void> => {
  for (const [place, login] of (['lcq-sby', 'yqq-sby', 'hfs-sby'] as const).entries())
    for (const back of [1, 2, 3]) {
      const first = new Date(`${stage.today.slice(0, 7)}-01T00:00:00Z`)
      first.setUTCMonth(first.getUTCMonth() - back)
      const month = first.toISOString().slice(0, 7)
      const ctx = at(stage, login, 1, 560 + back)
      for (const { category, heads, yuan } of PAID)
        await addAllowance(ctx, {
          regionId: ctx.acting.regionId,
          batch: `${Number(month.slice(5))}月发放`,
          category,
          month,
          heads: heads + (heads > 4 ? place * 17 + back : 0),
          yuan: yuan + (heads > 4 ? place * 9_400 + back * 1_000 : 0),
          source: '发放部门当月汇总表（示例）',
        })
    }
}
