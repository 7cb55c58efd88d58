import { formatDay } from '../../platform/ui/format.ts'
import type { MatterState, RequestKind, Step } from './sides.ts'

/** Chinese words of the ledger that server and screens both write. Labels of states and marks stand in ui/labels.ts. */

/** Every state in its word. */
export const STATE_WORDS: Record<MatterState, string> = {
  draft: '草拟',
  raised: '待受理',
  returned: '退回补充',
  withdrawn: '已撤回',
  accepted: '已受理',
  declined: '不予办理',
  assigned: '待签收',
  running: '办理中',
  reported: '待确认',
  closed: '已销号',
}

/** Every step in the word that stands on its button. */
export const STEP_WORDS: Record<Step, string> = {
  raise: '提出',
  drop: '删去草稿',
  accept: '受理',
  return: '退回补充',
  withdraw: '撤回',
  assign: '交办',
  'propose-decline': '拟不予办理',
  'agree-decline': '同意不予办理',
  'refuse-decline': '不同意不予办理',
  sign: '签收',
  'not-ours': '非本单位',
  uphold: '维持交办',
  progress: '报进展',
  'ask-time': '申请延期',
  'grant-time': '同意延期',
  'refuse-time': '不同意延期',
  report: '报办结',
  confirm: '确认销号',
  'send-back': '退回重办',
  reopen: '重新办理',
  contest: '提出异议',
  'ask-hang': '申请挂账',
  'grant-hang': '同意挂账',
  'refuse-hang': '不同意挂账',
  'lift-hang': '解除挂账',
  supervise: '挂牌督办',
  'lift-supervise': '解除督办',
  'change-leader': '改责任领导',
  carry: '结转',
  recall: '收回交办',
  comment: '留言',
  'hand-down': '分解下达',
  explain: '写明未办结原因',
  'agree-day': '同意改期',
  'keep-day': '维持承诺日',
  merge: '并入',
  unmerge: '撤回并入',
  'close-unanswered': '按逾期未确认销号',
  'ask-day': '征询改期',
  'take-in': '并入一件',
  'give-back': '撤回并入的一件',
  remind: '催办',
  'ask-superior': '请上级岗位答复',
  'may-close': '可按逾期未确认销号',
  revise: '按新版改动',
  'revise-keep': '新版后保留',
}

/**
 * Lines of the timeline that are no steps in the life of a matter: a leader's instruction and what became of it, and what a
 * record that raised it changed in it (实绩, 帮扶).
 */
export const LINES = ['instruct', 'answer', 'made', 'unsay', 'follow'] as const
export type EntryStep = Step | (typeof LINES)[number]

/** Every line of the timeline in words. */
export const ENTRY_WORDS: Record<EntryStep, string> = {
  ...STEP_WORDS,
  instruct: '批示',
  answer: '回复批示',
  made: '批示转为事项',
  unsay: '撤回批示',
  follow: '随记录变动',
}
/** Stands where the program itself made an entry. */
export const PROGRAM = '系统'

/** What a unit has done, for sentences: 市教育局今日 08:52 报办结. */
export const STEP_DONE_WORDS: Record<EntryStep, string> = { ...ENTRY_WORDS, 'not-ours': '报非本单位' }

/** The tag of a request that waits for an answer. */
export const REQUEST_TAGS: Record<RequestKind, string> = {
  time: '申请延期',
  hang: '申请挂账',
  decline: '拟不予办理',
  'not-ours': '非本单位',
  day: '改期征询',
}

/** What a step carried, as kept with its entry: days as ISO days, units and posts by the name they had then. */
export type EntryDetails = {
  onBehalfOf?: string
  /** The unit whose answer was recorded with its signed slip. */
  answeredFor?: string
  signedOn?: string
  signer?: string
  suggestedLead?: string
  wishedOn?: string
  lead?: string
  /** The unit that leads from here on; accounts of a unit read it. */
  leadUnitId?: number
  helpers?: string[]
  leader?: string
  formerLeader?: string
  importedFrom?: string
  dueOn?: string | null
  formerDueOn?: string | null
  clause?: string
  explanation?: string
  cause?: string
  reviewOn?: string
  /** Posts that a remark names, by name, and by number for their notices. */
  named?: string[]
  /** Posts that an instruction is addressed to, and the day it asks for. */
  to?: string[]
  askedFor?: string
  namedPostIds?: number[]
  /** Units that got a part. */
  parts?: string[]
  /** Parts that a day moved forward leaves later than their matter: code, lead and day. */
  laterParts?: string[]
  /** Codes of the matters it went into or took in. */
  mergedInto?: string
  tookIn?: string
  /** By a newer version of the document: the clause before and now, and what changed with it. */
  fromClause?: string
  toClause?: string
  formerTitle?: string
  title?: string
  formerBody?: string
  body?: string
  formerLead?: string
  newLead?: string
  /** Posts asked to answer, of reminders and of the superior. */
  asked?: string[]
  askedPostIds?: number[]
  /** Units handed to with nobody in a post. */
  vacant?: string[]
}

const DETAIL_LABELS: [key: keyof EntryDetails, label: string][] = [
  ['onBehalfOf', '代录单位'],
  ['answeredFor', '代答复单位'],
  ['signer', '签字'],
  ['signedOn', '签字日'],
  ['suggestedLead', '建议牵头'],
  ['wishedOn', '希望办结日'],
  ['importedFrom', '导入自'],
  ['fromClause', '原出处'],
  ['toClause', '现出处'],
  ['formerTitle', '原名称'],
  ['title', '现名称'],
  ['formerBody', '原内容'],
  ['body', '现内容'],
  ['formerLead', '原牵头'],
  ['newLead', '现牵头'],
  ['lead', '牵头'],
  ['helpers', '配合'],
  ['formerLeader', '原责任领导'],
  ['leader', '责任领导'],
  ['formerDueOn', '原承诺日'],
  ['dueOn', '承诺日'],
  ['clause', '依据条款'],
  ['explanation', '说明'],
  ['cause', '挂账原因'],
  ['reviewOn', '复核日'],
  ['named', '点名'],
  ['to', '批给'],
  ['askedFor', '要求办结日'],
  ['parts', '下达'],
  ['laterParts', '晚于新承诺日的分解件'],
  ['mergedInto', '并入'],
  ['tookIn', '并入的事项'],
  ['asked', '请答复'],
  ['vacant', '无人在任'],
]

const DAYS = new Set<keyof EntryDetails>(['wishedOn', 'dueOn', 'formerDueOn', 'reviewOn', 'signedOn', 'askedFor'])

/** The details of an entry as lines of a label and a value, days written as seen on `today`. */
export const detailLines = (details: EntryDetails, today: string): { label: string; value: string }[] =>
  DETAIL_LABELS.flatMap(([key, label]) => {
    const value = details[key]
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return []
    if (DAYS.has(key)) return [{ label, value: value === null ? '未定期' : formatDay(value as string, today) }]
    return [{ label, value: Array.isArray(value) ? value.join('、') : String(value) }]
  })
