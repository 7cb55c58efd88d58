import {
  getMatter,
  listMatters,
  raiseNeed,
  raiseTask,
  takeMatterStep,
  urgeAnswers,
} from '../../features/matters/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Scene, Stage, Story } from './stage.ts'

/** 分解件, 并入 and 逾期未确认 of the sample: a task handed down to the counties, and two needs that ended otherwise. */

type Step = Parameters<typeof takeMatterStep>[1]['step']
type Words = Partial<Parameters<typeof takeMatterStep>[1]>

const step = (ago: number, by: string, name: Step, words: Words = {}): Scene => ({
  ago,
  by,
  act: (ctx, { id, version }) =>
    takeMatterStep(ctx, { id, version, step: name, fileIds: [], isVacancyKnown: true, ...words }),
})

/** A step on the part that a unit got; the matter above stays as it was. */
const partStep = (stage: Stage, unitName: string, ago: number, by: string, name: Step, words: Words = {}): Scene => ({
  ago,
  by,
  act: async (ctx, matter) => {
    const part = await partOf(ctx, matter.id, stage.unit(unitName))
    await takeMatterStep(ctx, { ...part, step: name, fileIds: [], isVacancyKnown: true, ...words })
    return matter
  },
})

const partOf = async (ctx: Context, parentId: number, leadUnitId: number): Promise<{ id: number; version: number }> => {
  const { rows } = await listMatters(ctx, { view: 'all', parentId, leadUnitId, sort: 'due', size: 1 })
  const [part] = rows
  if (!part) throw new Error(`no part of ${parentId} for unit ${leadUnitId}`)
  return { id: part.id, version: part.version }
}

/** Days of the parts that are not those of the others: one ends with the task itself, one is late by now. */
const DAYS: Record<number, number> = { 3: 9, 4: -2 }

const COUNTIES: [prefix: string, name: string][] = [
  ['lcq', '澜城区'],
  ['yqq', '云桥区'],
  ['hfs', '禾丰市'],
  ['qhx', '青禾县'],
  ['spx', '松坪县'],
  ['xxx', '浔溪县'],
  ['lqx', '兰泉县'],
  ['ssx', '石杉县'],
]

/** The city's office leads, eight county offices have a part each, in every state; one county hands on to its townships. */
const wreaths = (stage: Stage): Story => {
  const office = (name: string) => `${name}双拥办`
  const part = (index: number, ago: number, name: Step, words: Words = {}, by?: string) => {
    const [prefix, county] = COUNTIES[index] as (typeof COUNTIES)[number]
    return partStep(stage, office(county), ago, by ?? `${prefix}-sby`, name, words)
  }
  const closed = (index: number, ago: number): Scene[] => [
    part(index, ago + 6, 'sign'),
    part(index, ago + 1, 'report', { text: '门牌已逐户核对，褪色破损的已更换。' }),
    part(index, ago, 'confirm', {}, 'sby'),
  ]
  return {
    name: '全市光荣牌集中核对更换',
    scenes: [
      {
        ago: 24,
        by: 'sby',
        act: (ctx: Context) =>
          raiseTask(ctx, {
            title: '全市光荣牌集中核对更换',
            body: '逐户核对光荣牌悬挂情况，褪色破损的登记更换，八一前全面完成。',
            category: 'support-army',
            leadUnitId: stage.unit('市双拥办'),
            helperUnitIds: [stage.unit('市退役军人事务局')],
            leaderPostId: null,
            dueOn: stage.day(9),
            fileIds: [],
          }),
      },
      step(23, 'sby', 'sign'),
      step(22, 'sby', 'hand-down', {
        parts: COUNTIES.map(([, name], index) => ({
          unitId: stage.unit(office(name)),
          dueOn: stage.day(DAYS[index] ?? 7),
        })),
        text: '各县（市、区）逐户核对，换牌数量按乡镇列表报市双拥办。',
      }),
      ...closed(0, 9),
      ...closed(1, 7),
      ...closed(5, 4),
      part(2, 18, 'sign'),
      part(2, 3, 'ask-time', { dueOn: stage.day(14), reason: '两个乡镇遭遇洪涝，入户核对顺延。' }),
      part(3, 19, 'sign'),
      partStep(stage, '青禾县双拥办', 17, 'qhx-sby', 'hand-down', {
        parts: [{ unitId: stage.unit('青禾镇退役军人服务站'), dueOn: stage.day(4) }],
        text: '青禾镇先行核对，样式拍照存底。',
      }),
      part(4, 20, 'sign'),
      part(6, 16, 'not-ours', { reason: '本县光荣牌更换由县退役军人事务部门牵头，报请改派。' }),
      step(2, 'sby', 'ask-time', { dueOn: stage.day(16), reason: '换牌供货顺延，尾数下旬到货。' }),
      step(1, 'ld', 'grant-time'),
    ].sort((a, b) => b.ago - a.ago),
  }
}

const need = (stage: Stage, ago: number, by: string, title: string, body: string): Scene => ({
  ago,
  by,
  act: (ctx) =>
    raiseNeed(ctx, {
      direction: 'military-asks',
      category: 'facilities',
      title,
      body,
      suggestedLeadUnitId: stage.unit('市交通运输局'),
      wishedOn: null,
      onBehalfOfUnitId: null,
      fileIds: [],
      isDraft: false,
      slip: null,
    }),
})

/** Two troop units ask for the same stop; the second need goes into the first. */
const sameStop = (stage: Stage): Story => {
  let first = 0
  return {
    name: '家属院路口增设公交停靠点',
    scenes: [
      need(stage, 12, 'zl', '家属院路口增设公交停靠点', '家属院路口没有停靠点，步行到最近一站要二十分钟。'),
      {
        ...step(11, 'sby', 'accept'),
        act: async (ctx, { id, version }) => {
          first = id
          return takeMatterStep(ctx, { id, version, step: 'accept', fileIds: [] })
        },
      },
      need(stage, 8, 'zc', '家属院路口设一个公交站', '与友邻单位家属院同一路口，希望设站。'),
      {
        ago: 7,
        by: 'sby',
        act: (ctx, { id, version }) =>
          takeMatterStep(ctx, {
            ...{ id, version, step: 'merge', fileIds: [] },
            targetId: first,
            reason: '与前一件是同一个路口，一并办理。',
          }),
      },
    ],
  }
}

/** A bureau asks, the troops report, and nobody answers: reminded twice, asked above, closed as 逾期未确认. */
const unanswered = (stage: Stage): Story => {
  const urge = (ago: number): Scene => ({
    ago,
    by: 'sby',
    act: async (ctx, { id }) => {
      await urgeAnswers({ ...stage.house, clock: { now: () => new Date(ctx.now), today: () => ctx.today } }, id)
      return getMatter(ctx, { id })
    },
  })
  return {
    name: '中学生国防教育参观接待',
    scenes: [
      {
        ago: 52,
        by: 'gh',
        act: (ctx) =>
          raiseNeed(ctx, {
            direction: 'locality-asks',
            category: 'publicity',
            title: '职工子女国防教育参观接待',
            body: '暑期组织职工子女参观，请协助安排一次讲解。',
            suggestedLeadUnitId: stage.unit('军分区'),
            wishedOn: null,
            onBehalfOfUnitId: null,
            fileIds: [],
            isDraft: false,
            slip: null,
          }),
      },
      step(51, 'sby', 'accept'),
      step(50, 'sby', 'assign', { lead: { unitId: stage.unit('军分区') }, helpers: [], dueOn: stage.day(-30) }),
      step(49, 'jfq', 'sign'),
      step(40, 'jfq', 'report', { text: '参观接待和讲解已完成。' }),
      ...[37, 33, 29, 18].map(urge),
      step(16, 'sby', 'close-unanswered', { reason: '两次催办、报请上级岗位后仍没有答复。' }),
    ],
  }
}

/** The stories of this file. */
export const handedStories = (stage: Stage): Story[] => [wreaths(stage), sameStop(stage), unanswered(stage)]
