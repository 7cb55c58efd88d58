import type { CAME_BY } from './contract.ts'
import { type Deliverers, type Honoured, STEP_WORDS } from './rules.ts'

export { GRADE_WORDS } from '../households/words.ts'
export { STATE_WORDS, STEP_WORDS } from './rules.ts'

export const CAME_BY_WORDS: Record<(typeof CAME_BY)[number], string> = {
  'armed-forces-department': '人武部转来',
  post: '邮寄',
  upper: '上级转来',
  brought: '专人送来',
}

export const HONOURED_WORDS: Record<Honoured, string> = {
  soldier: '现役军人',
  'civilian-staff': '文职人员（参照）',
  reservist: '参战支前预备役人员（参照）',
}

export const LEVEL_WORDS: Record<Deliverers['level'], string> = {
  province: '省级',
  city: '市级',
  county: '县级',
  township: '乡镇级',
}

export const DONE_WORDS: Record<'receive' | keyof typeof STEP_WORDS, string> = {
  receive: '收到喜报',
  register: '登记建档',
  verify: '核实到户',
  doubt: '地址不符',
  readdress: '改送新址',
  deliver: '送达',
  undeliver: '撤回送达',
  'feed-back': '已反馈部队',
  'hand-back': '退回上级',
  'send-on': '转送',
  return: '退回',
  'take-again': '重新接收',
}

/** Actions as the audit names them. */
export const MERIT_ACTIONS: Record<string, string> = {
  'merit.receive': '接收喜报',
  ...Object.fromEntries(Object.entries(STEP_WORDS).map(([step, words]) => [`merit.${step}`, `喜报：${words}`])),
  'merit.add-bonus': '登记奖励金标准',
  'merit.verify-bonus': '核实奖励金标准',
  'merit.withdraw-bonus': '撤下奖励金标准',
  'merit.save-days': '改喜报办理天数',
  'merit.reveal-paper': '看喜报的材料',
  'merit.export': '导出喜报台账',
}
