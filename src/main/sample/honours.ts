import {
  addBonusTable,
  addConscriptTable,
  freezePlaques,
  receiveMeritReport,
  saveMeritDays,
  takeMeritStep,
  takePlaqueStep,
} from '../../features/registers/index.ts'
import type { Context } from '../../platform/context.ts'
import { meritReportFollowers } from '../wiring.ts'
import { keepPhotos } from './photos.ts'
import { hangMany } from './plaques.ts'
import type { Stage } from './stage.ts'

/** Counties with the beginnings of their logins, and the station of the township that has one. */
const COUNTIES = ['lcq', 'yqq', 'hfs', 'qhx', 'spx', 'xxx', 'lqx', 'ssx'] as const

/**
 * 光荣牌 of every family of the register: most hang, some wait, were declined or not found, a few hang although they should not or
 * twice, and one county's account is frozen; 喜报 in every state. Nothing where the register is empty.
 */
export const layHonours = async (stage: Stage): Promise<void> => {
  const { pool } = stage.house
  const { rows: known } = await pool.query<{ count: number }>('select count(*)::int as count from households')
  if ((known[0]?.count ?? 0) === 0) return
  const { cityId, postId, personId } = stage.actor('sby')
  await hangMany(stage.house, { cityId, today: stage.today, by: { postId, personId } })
  await playVillage(stage)
  await playPapers(stage)
  await freezePlaques(stage.at('lcq-sby', { day: stage.day(-6), minute: 620 }), {
    regionId: stage.actor('lcq-sby').regionId,
  })
  await layMerit(stage)
}

type Home = { id: number; version: number }

const homesOf = async (stage: Stage, regionId: number, place: string, limit: number): Promise<Home[]> => {
  const { rows } = await stage.house.pool.query<Home>(
    `select k.household_id as id, k.version from plaque_cards k join households h on h.id = k.household_id
     where h.region_id = $1 and k.place = $2 order by 1 limit $3`,
    [regionId, place, limit],
  )
  return rows
}

const PLAIN = { on: '', reason: '', signer: null, count: null, fileIds: [] as number[] }

/** One village worker's week, by the same steps as on the screens: hung with a photo, renewed, declined, missing papers, a withdrawal. */
const playVillage = async (stage: Stage): Promise<void> => {
  const { regionId } = stage.actor('cj1')
  const waiting = await homesOf(stage, regionId, 'waiting', 5)
  const hung = await homesOf(stage, regionId, 'hung', 3)
  const at = (login: string, ago: number, minute: number): Context => stage.at(login, { day: stage.day(-ago), minute })
  const photo = async (ctx: Context, name: string) => keepPhotos(ctx, [name])
  const [first, second] = waiting
  if (first) {
    const ctx = at('cj1', 9, 560)
    const fileIds = await photo(ctx, '光荣牌门前照')
    await takePlaqueStep(ctx, { ...PLAIN, ...first, step: 'hang', on: stage.day(-9), fileIds })
  }
  if (second) {
    const tried = await takePlaqueStep(at('cj1', 9, 600), {
      ...PLAIN,
      ...second,
      step: 'decline',
      on: stage.day(-9),
      signer: 'kin',
      reason: '家属说搬新房后再挂',
    })
    await takePlaqueStep(at('cj1', 3, 600), {
      ...PLAIN,
      id: second.id,
      version: tried.version,
      step: 'reopen',
      on: stage.day(-3),
      reason: '新房已入住',
    })
  }
  const [worn, taken] = hung
  if (worn) {
    const ctx = at('cj1', 5, 580)
    const fileIds = await photo(ctx, '光荣牌更换照')
    await takePlaqueStep(ctx, {
      ...PLAIN,
      ...worn,
      step: 'replace',
      on: stage.day(-5),
      reason: '旧牌老化破损',
      fileIds,
    }).catch(() => null)
  }
  if (taken) {
    const ctx = at('lcq-sby', 10, 700)
    const fileIds = await photo(ctx, '取消资格核定单')
    await takePlaqueStep(ctx, {
      ...PLAIN,
      ...taken,
      step: 'withdraw',
      on: stage.day(-10),
      reason: '县级核定取消，待收回',
      fileIds,
    })
  }
}

/** Papers that were not found: noted, applied for, granted and denied: of families of one township, then of its county. */
const playPapers = async (stage: Stage): Promise<void> => {
  const town = stage.actor('fwz').regionPath
  const { rows } = await stage.house.pool.query<Home & { isOfTown: boolean }>(
    `select k.household_id as id, k.version, starts_with(k.region_path, $2) as "isOfTown" from plaque_cards k where starts_with(k.region_path, $1) and k.place = 'waiting'
       and k.clause in ('veteran', 'martyr', 'survivor') and k.grounds = 1 and not exists (select 1 from person_certificates c
         join household_persons p on p.id = c.household_person_id where p.household_id = k.household_id)
     order by starts_with(k.region_path, $2) desc, k.household_id desc limit 4`,
    [stage.actor('lcq-sby').regionPath, town],
  )
  const ends = ['lack', 'apply', 'grant', 'deny'] as const
  for (const [index, end] of ends.entries()) {
    const home = rows[index]
    if (!home) continue
    let { version } = home
    const step = async (
      login: string,
      ago: number,
      more: { step: 'lack' | 'apply' | 'grant' | 'deny'; reason?: string },
    ) => {
      const signer = more.step === 'apply' ? ('head' as const) : null
      const ctx = stage.at(login, { day: stage.day(-ago), minute: 640 + index * 7 })
      ;({ version } = await takePlaqueStep(ctx, {
        ...PLAIN,
        id: home.id,
        version,
        signer,
        on: stage.day(-ago),
        ...more,
      }))
    }
    const keeper = home.isOfTown ? 'fwz' : 'lcq-sby'
    await step(keeper, 9, { step: 'lack', reason: '家中没有找到证件' })
    if (end === 'lack') continue
    await step(keeper, 8, { step: 'apply' })
    if (end === 'apply') continue
    await step('lcq-sby', 4, { step: end, reason: end === 'deny' ? '档案里没有查到服役记录，请补材料' : '' })
  }
}

const GRADES = ['third-merit', 'four-haves', 'third-merit', 'second-merit', 'four-haves', 'third-merit'] as const
const GIVEN = ['勇', '浩', '洋', '杰', '磊', '强', '鹏', '昊', '亮', '涛', '军', '峰']

/** How far each report of the sample has come. */
const WAYS = [
  'fed-back',
  'delivered',
  'verified',
  'registered',
  'received',
  'doubt',
  'returned',
  'fed-back',
  'handed-back',
  'sent-on',
] as const

/** 喜报 of this year, in every state, and the dated tables by which bonuses are fixed. */
const layMerit = async (stage: Stage): Promise<void> => {
  const early = { day: stage.day(-120), minute: 560 }
  const amounts = {
    'august-first-medal': null,
    'honorary-title': null,
    'first-merit': 10_000,
    'second-merit': 5000,
    'third-merit': 2000,
    'four-haves': 500,
  }
  const year = Number(stage.today.slice(0, 4))
  // Days of the city's own: with them some reports are overdue.
  await saveMeritDays(stage.at('sby', early), { register: 10, deliver: 20, feedBack: 20, version: 0 })
  await addBonusTable(stage.at('sby', early), {
    fromOn: `${year - 1}-01-01`,
    amounts: { ...amounts, 'third-merit': 1500 },
    source: `演示：市级标准（${year - 1}年）`,
    isVerified: false,
  })
  await addBonusTable(stage.at('sby', early), {
    fromOn: `${year}-01-01`,
    amounts,
    source: `演示：市级标准（${year}年）`,
    isVerified: true,
  })
  const conscripts = {
    ...{ baseWords: '演示用的基数', areas: [{ name: '高原海岛', times: 2 }], years: 2 },
    schooling: [{ name: '本科', yuan: 2000 }],
    merits: [{ name: '三等功', percent: 10 }],
  }
  for (const [at, isVerified] of [true, false].entries())
    await addConscriptTable(stage.at('lcq-sby', early), {
      ...conscripts,
      ...{ fromOn: `${year - 1 + at}-01-01`, base: 30_000 + at * 1000, percent: 45, isVerified },
      source: `演示：区级标准（${year - 1 + at}年）`,
    })
  for (const [index, way] of [...WAYS, ...WAYS].entries()) {
    const [prefix, next] = [COUNTIES[index % 3] as string, COUNTIES[(index + 1) % 3] as string]
    await playReport(stage, `${prefix}-sby`, {
      index,
      way,
      next: stage.actor(`${next}-sby`).regionId,
      grade: GRADES[index % GRADES.length] as (typeof GRADES)[number],
    })
  }
}

const playReport = async (
  stage: Stage,
  login: string,
  {
    index,
    way,
    grade,
    next,
  }: { index: number; way: (typeof WAYS)[number]; grade: (typeof GRADES)[number]; next: number },
): Promise<void> => {
  const { regionPath } = stage.actor(login)
  const { rows } = await stage.house.pool.query<{ id: number; regionId: number; headName: string }>(
    `select id, region_id as "regionId", head_name as "headName" from households where categories @> '{serving-family}' and state = 'present'
     and starts_with(region_path, $1) order by id offset $2 limit 1`,
    [regionPath, index],
  )
  const [home] = rows
  if (!home) return
  let ago = 40 - index
  const at = (by = login) => {
    ago -= 2
    return stage.at(by, { day: stage.day(-Math.max(ago, 0)), minute: 540 + index * 11 })
  }
  let ctx = at()
  let { id, version } = await receiveMeritReport(ctx, {
    // The son of the family.
    soldierName: `${home.headName.slice(0, 1)}${GIVEN[index % GIVEN.length]}`,
    honoured: 'soldier',
    grade,
    awardYear: Number(ctx.today.slice(0, 4)),
    cameBy: index % 3 === 0 ? 'post' : 'armed-forces-department',
    receivedOn: ctx.today,
    isAnother: true,
    reason: '',
    fileIds: [],
  })
  const step = async (
    more: Partial<Parameters<typeof takeMeritStep>[1]> & { step: Parameters<typeof takeMeritStep>[1]['step'] },
    by = login,
  ) => {
    ctx = at(by)
    const fileIds = more.step === 'deliver' ? await keepPhotos(ctx, [`送喜报到家（${index + 1}）`]) : []
    ;({ id, version } = await takeMeritStep(
      ctx,
      {
        ...{ id, version, on: ctx.today, reason: '', regionId: null, householdId: null, isSure: false, level: null },
        ...{ civilWords: '', militaryWords: '', fileIds },
        ...more,
      },
      meritReportFollowers,
    ))
  }
  if (way === 'received') return
  if (way === 'handed-back') return step({ step: 'hand-back', reason: '查无此户，军人填写的是旧址' })
  if (way === 'sent-on') {
    await step({ step: 'hand-back', reason: '这一家去年迁到邻县' })
    return step({ step: 'send-on', reason: '户籍已查到，转现住地送', regionId: next }, 'sby')
  }
  await step({ step: 'register', regionId: home.regionId })
  if (way === 'registered') return
  if (way === 'returned') return step({ step: 'return', reason: '通知书地址查无此户，退回转寄单位核对' })
  if (way === 'doubt') return step({ step: 'doubt', reason: '这一家去年搬到县城，村里不清楚新址' })
  await step({ step: 'verify', householdId: home.id })
  if (way === 'verified') return
  await step({
    step: 'deliver',
    level: 'county',
    civilWords: '县退役军人事务局局长',
    militaryWords: '县人武部部长',
  })
  if (way === 'delivered') return
  await step({ step: 'feed-back', reason: '回执已寄回' })
}
