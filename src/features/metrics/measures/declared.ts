import type { Side } from '../../facts/contract.ts'
import { REGISTER_MEASURES, type RegisterMeasure } from './register-measures.ts'

/** What of a fact a measure adds up: the fact itself, or amounts by the keys of its kind. */
export type Counts = 'facts' | { sum: readonly string[] }

/**
 * A named measure over facts (实绩): declared once, asked by every screen, sheet and report. Counts recorded and checked facts
 * whose last day lies in the period.
 */
export type FactMeasure = {
  key: string
  code: string
  name: string
  unit: string
  /** 口径: what is counted. */
  meaning: string
  /** The heading it stands under. */
  group: string
  kind: string
  directions?: readonly string[]
  /** Only facts whose field has one of these values. */
  where?: { field: string; among: readonly string[] }
  counts: Counts
  isMoney?: true
  /** Whose doing it counts: the locality's, the troops', or both sides' together, which its definition then says. */
  of: Side | 'both'
}

const FROM_LOCALITY = ['to-troops', 'to-families', 'to-border']
const FROM_TROOPS = ['to-needy', 'service']

/** Date by which every measure over facts is counted. */
const BY_DAY = '实绩发生的那天（跨日的按结束那天）'

const ceremonyOf = (key: string, code: string, name: string, among: string[], words: string): FactMeasure => ({
  ...{ key, code, name, unit: '次', group: '会议活动', of: 'both' },
  meaning: `仪式类型为${words}的仪式，一次记一条`,
  ...{ kind: 'ceremony', where: { field: 'type', among }, counts: 'facts' },
})

/** Measures over facts, in the order in which they stand on the screen. */
const FACT_MEASURES: FactMeasure[] = [
  {
    ...{ key: 'visits', code: 'S01', name: '走访慰问', unit: '次', group: '走访慰问', of: 'civil' },
    meaning: '地方走访部队、重点优抚家庭、边海防官兵家庭，一次记一条',
    ...{ kind: 'visit', directions: FROM_LOCALITY, counts: 'facts' },
  },
  {
    ...{ key: 'troop-visits', code: 'S02', name: '走访部队', unit: '次', group: '走访慰问', of: 'civil' },
    meaning: '地方走访部队的走访慰问，一次记一条',
    ...{ kind: 'visit', directions: ['to-troops'], counts: 'facts' },
  },
  {
    ...{ key: 'households-visited', code: 'S03', name: '走访家庭', unit: '户', group: '走访慰问', of: 'civil' },
    meaning: '地方走访重点优抚家庭、边海防官兵家庭的户数合计；一户走访两次记两户次',
    ...{ kind: 'visit', directions: ['to-families', 'to-border'], counts: { sum: ['households'] } },
  },
  {
    ...{ key: 'comfort-money', code: 'S04', name: '慰问金', unit: '元', group: '走访慰问', of: 'civil' },
    meaning: '地方走访慰问时送的慰问金合计，不含慰问品折款',
    ...{ kind: 'visit', directions: FROM_LOCALITY, counts: { sum: ['money'] }, isMoney: true },
  },
  {
    ...{ key: 'gifts', code: 'S05', name: '慰问品', unit: '份', group: '走访慰问', of: 'civil' },
    meaning: '地方走访慰问时送的慰问品份数合计',
    ...{ kind: 'visit', directions: FROM_LOCALITY, counts: { sum: ['gifts'] } },
  },
  {
    ...{ key: 'gifts-money', code: 'S06', name: '慰问品折款', unit: '元', group: '走访慰问', of: 'civil' },
    meaning: '地方走访慰问时送的慰问品折款合计',
    ...{ kind: 'visit', directions: FROM_LOCALITY, counts: { sum: ['gifts-money'] }, isMoney: true },
  },
  {
    ...{ key: 'five-sent', code: 'S07', name: '五送', unit: '次', group: '走访慰问', of: 'civil' },
    meaning:
      '地方走访慰问时送政策、送文化、送健康、送法律、送技能的次数合计，部队送给群众的不计；哪五送各地不一，按本系统所列',
    ...{ kind: 'visit', directions: FROM_LOCALITY },
    counts: { sum: ['sent-policy', 'sent-culture', 'sent-health', 'sent-law', 'sent-skills'] },
  },
  {
    ...{ key: 'needy-visited', code: 'S08', name: '部队走访困难家庭', unit: '户', group: '走访慰问', of: 'military' },
    meaning: '部队走访困难家庭的户数合计；一户走访两次记两户次',
    ...{ kind: 'visit', directions: ['to-needy'], counts: { sum: ['households'] } },
  },
  {
    ...{ key: 'served', code: 'S09', name: '部队便民服务', unit: '人次', group: '走访慰问', of: 'military' },
    meaning: '部队便民服务的人次合计',
    ...{ kind: 'visit', directions: ['service'], counts: { sum: ['people'] } },
  },
  {
    ...{ key: 'troop-visits-made', code: 'S10', name: '部队走访、便民', unit: '次', group: '走访慰问', of: 'military' },
    meaning: '部队走访困难家庭、便民服务，一次记一条',
    ...{ kind: 'visit', directions: FROM_TROOPS, counts: 'facts' },
  },
  {
    ...{ key: 'meetings', code: 'S11', name: '会议', unit: '次', group: '会议活动', of: 'both' },
    meaning: '各类双拥会议，一次记一条',
    ...{ kind: 'meeting', counts: 'facts' },
  },
  {
    ...{ key: 'group-meetings', code: 'S12', name: '领导小组会议', unit: '次', group: '会议活动', of: 'both' },
    meaning: '会议类型为领导小组会议的会议，一次记一条',
    ...{ kind: 'meeting', where: { field: 'type', among: ['group'] }, counts: 'facts' },
  },
  {
    ...{ key: 'activities', code: 'S13', name: '活动', unit: '次', group: '会议活动', of: 'both' },
    meaning: '各次活动，一次记一条；专题活动本身不计',
    ...{ kind: 'activity', counts: 'facts' },
  },
  {
    ...{ key: 'activity-people', code: 'S14', name: '活动参加', unit: '人次', group: '会议活动', of: 'both' },
    meaning: '各次活动参加的人次合计',
    ...{ kind: 'activity', counts: { sum: ['people'] } },
  },
  {
    ...{ key: 'joints', code: 'S15', name: '军民共建', unit: '次', group: '会议活动', of: 'both' },
    meaning: '结对单位签约和一起做的事，一次记一条',
    ...{ kind: 'joint', counts: 'facts' },
  },
  {
    ...{ key: 'ceremonies', code: 'S16', name: '仪式', unit: '次', group: '会议活动', of: 'both' },
    meaning: '送喜报、悬挂光荣牌、迎送新兵老兵、公祭等仪式，一次记一条',
    ...{ kind: 'ceremony', counts: 'facts' },
  },
  ceremonyOf('merit-ceremonies', 'S36', '送喜报仪式', ['merit'], '送喜报'),
  ceremonyOf('plaque-ceremonies', 'S37', '挂牌仪式', ['plaque'], '悬挂光荣牌'),
  ceremonyOf('soldier-ceremonies', 'S38', '迎送仪式', ['send-off', 'welcome'], '欢送新兵、迎接退役'),
  ceremonyOf('memorial-ceremonies', 'S39', '烈士公祭', ['memorial'], '烈士公祭'),
  {
    ...{ key: 'inspections', code: 'S17', name: '督查', unit: '次', group: '会议活动', of: 'civil' },
    meaning: '督导检查，一次记一条',
    ...{ kind: 'inspection', counts: 'facts' },
  },
  {
    ...{ key: 'education', code: 'S18', name: '国防教育', unit: '次', group: '宣传教育', of: 'both' },
    meaning: '国防教育，一次记一条',
    ...{ kind: 'education', counts: 'facts' },
  },
  {
    ...{ key: 'educated', code: 'S19', name: '受国防教育', unit: '人次', group: '宣传教育', of: 'both' },
    meaning: '国防教育受教育的人次合计',
    ...{ kind: 'education', counts: { sum: ['people'] } },
  },
  {
    ...{ key: 'school-education', code: 'S20', name: '学校国防教育', unit: '次', group: '宣传教育', of: 'both' },
    meaning: '对象为学校师生的国防教育，一次记一条',
    ...{ kind: 'education', where: { field: 'audience', among: ['schools'] }, counts: 'facts' },
  },
  {
    ...{ key: 'cadre-education', code: 'S40', name: '干部国防教育', unit: '次', group: '宣传教育', of: 'both' },
    meaning: '对象为党政干部的国防教育，一次记一条',
    ...{ kind: 'education', where: { field: 'audience', among: ['cadres'] }, counts: 'facts' },
  },
  {
    ...{ key: 'soldier-education', code: 'S41', name: '部队国防教育', unit: '次', group: '宣传教育', of: 'both' },
    meaning: '对象为部队官兵的国防教育，一次记一条',
    ...{ kind: 'education', where: { field: 'audience', among: ['troops'] }, counts: 'facts' },
  },
  {
    ...{ key: 'education-sessions', code: 'S42', name: '国防教育场次', unit: '场', group: '宣传教育', of: 'both' },
    meaning: '国防教育的场次合计；没有填场次的不计',
    ...{ kind: 'education', counts: { sum: ['sessions'] } },
  },
  {
    ...{ key: 'education-hours', code: 'S43', name: '国防教育课时', unit: '课时', group: '宣传教育', of: 'both' },
    meaning: '国防教育的课时合计；没有填课时的不计',
    ...{ kind: 'education', counts: { sum: ['hours'] } },
  },
  {
    ...{ key: 'trained', code: 'S21', name: '双拥培训', unit: '人', group: '宣传教育', of: 'civil' },
    meaning: '双拥工作人员培训的参训人数合计；一人参加两次记两次',
    ...{ kind: 'training', counts: { sum: ['people'] } },
  },
  {
    ...{ key: 'troop-education', code: 'S22', name: '拥政爱民教育', unit: '次', group: '宣传教育', of: 'military' },
    meaning: '部队开展的拥政爱民教育，一次记一条',
    ...{ kind: 'troop-education', counts: 'facts' },
  },
  {
    ...{ key: 'discipline-checks', code: 'S23', name: '群众纪律检查', unit: '次', group: '宣传教育', of: 'military' },
    meaning: '部队开展的群众纪律检查，一次记一条',
    ...{ kind: 'discipline', counts: 'facts' },
  },
  {
    ...{ key: 'reports', code: 'S24', name: '宣传报道', unit: '条', group: '宣传教育', of: 'both' },
    meaning: '在媒体上登出、播出的报道，一条实绩记一条',
    ...{ kind: 'publicity', counts: 'facts' },
  },
  {
    ...{ key: 'high-reports', code: 'S25', name: '省级以上报道', unit: '条', group: '宣传教育', of: 'both' },
    meaning: '级别为中央、省级的宣传报道，一条实绩记一条',
    ...{ kind: 'publicity', where: { field: 'level', among: ['nation', 'province'] }, counts: 'facts' },
  },
  {
    ...{ key: 'reach', code: 'S26', name: '阅读收看', unit: '人次', group: '宣传教育', of: 'both' },
    meaning: '宣传报道的阅读、收看人次合计；没有填的不计',
    ...{ kind: 'publicity', counts: { sum: ['reach'] } },
  },
  {
    ...{ key: 'budget', code: 'S27', name: '预算安排', unit: '元', group: '资金', of: 'civil' },
    meaning: '资金类型为预算安排的金额合计',
    ...{ kind: 'money', where: { field: 'type', among: ['budget'] }, counts: { sum: ['money'] }, isMoney: true },
  },
  {
    ...{ key: 'spent', code: 'S28', name: '项目支出', unit: '元', group: '资金', of: 'civil' },
    meaning: '资金类型为项目支出的金额合计',
    ...{ kind: 'money', where: { field: 'type', among: ['project'] }, counts: { sum: ['money'] }, isMoney: true },
  },
  {
    ...{ key: 'allowance-money', code: 'S29', name: '优待抚恤发放', unit: '元', group: '资金', of: 'civil' },
    meaning: '资金类型为优待抚恤批次的金额合计；是批次的合计数，本系统不办发放',
    ...{ kind: 'money', where: { field: 'type', among: ['allowance'] }, counts: { sum: ['money'] }, isMoney: true },
  },
  {
    ...{ key: 'donations', code: 'S30', name: '社会捐助', unit: '元', group: '资金', of: 'civil' },
    meaning: '资金类型为社会捐助的金额合计',
    ...{ kind: 'money', where: { field: 'type', among: ['gift'] }, counts: { sum: ['money'] }, isMoney: true },
  },
  {
    ...{ key: 'missions', code: 'S31', name: '急难险重任务', unit: '次', group: '急难险重、实事', of: 'military' },
    meaning: '结束后记下的急难险重任务，一次记一条',
    ...{ kind: 'mission', counts: 'facts' },
  },
  {
    ...{
      key: 'mission-people',
      code: 'S32',
      name: '急难险重出动',
      unit: '人次',
      group: '急难险重、实事',
      of: 'military',
    },
    meaning: '急难险重任务公开发布的出动人次合计',
    ...{ kind: 'mission', counts: { sum: ['people'] } },
  },
  {
    ...{
      key: 'mission-vehicles',
      code: 'S33',
      name: '急难险重车辆',
      unit: '台次',
      group: '急难险重、实事',
      of: 'military',
    },
    meaning: '急难险重任务公开发布的车辆台次合计',
    ...{ kind: 'mission', counts: { sum: ['vehicles'] } },
  },
  {
    ...{
      key: 'projects-for-troops',
      code: 'S34',
      name: '为部队办实事',
      unit: '件',
      group: '急难险重、实事',
      of: 'civil',
    },
    meaning: '地方为部队办成的实事，一件记一条',
    ...{ kind: 'project', directions: ['for-troops'], counts: 'facts' },
  },
  {
    ...{
      key: 'projects-for-people',
      code: 'S35',
      name: '部队为地方办实事',
      unit: '件',
      group: '急难险重、实事',
      of: 'military',
    },
    meaning: '部队为地方办成的实事，一件记一条',
    ...{ kind: 'project', directions: ['for-people'], counts: 'facts' },
  },
]

const saysWhose = (measure: FactMeasure): FactMeasure =>
  measure.of === 'both' ? { ...measure, meaning: `${measure.meaning}；地方办的、部队办的都计` } : measure

export type Measure = FactMeasure | RegisterMeasure

/** Every measure, in the order in which they stand on the screen. */
export const MEASURES: Measure[] = [...FACT_MEASURES.map(saysWhose), ...REGISTER_MEASURES]

export const isOfFacts = (measure: Measure): measure is FactMeasure => 'kind' in measure
export const isOfRegister = (measure: Measure): measure is RegisterMeasure => 'source' in measure

/** By which date a measure is counted. */
export const dateOf = (measure: Measure): string => (isOfRegister(measure) ? measure.by : BY_DAY)

export const measureOf = (key: string): Measure | undefined => MEASURES.find((measure) => measure.key === key)
