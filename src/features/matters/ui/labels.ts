import { formatDay } from '../../../platform/ui/format.ts'
import type { CATEGORIES, MatterRow } from '../contract.ts'
import type { LightKind } from '../lights.ts'
import type { InputField } from '../rules.ts'
import type { Mark, MatterKind, NeedDirection, RequestKind, Step } from '../sides.ts'
import { ENTRY_WORDS, STATE_WORDS } from '../words.ts'

/** Every word of the ledger that a person reads on a button, state, mark or light; no synonyms anywhere else. */

export type Category = (typeof CATEGORIES)[number]

export const STATE_LABELS = STATE_WORDS

export const STEP_LABELS = ENTRY_WORDS

/** What the screen says once a step is taken; the number of the matter follows. */
export const STEP_TAKEN: Record<Step, string> = {
  raise: '已提出',
  drop: '草稿已删去',
  accept: '已受理',
  return: '已退回补充',
  withdraw: '已撤回',
  assign: '已交办',
  'propose-decline': '已报领导，等领导答复',
  'agree-decline': '已定为不予办理',
  'refuse-decline': '已退回双拥办续办',
  sign: '已签收',
  'not-ours': '已退回双拥办重新交办',
  uphold: '已维持交办',
  progress: '进展已存下',
  'ask-time': '已申请延期',
  'grant-time': '已同意延期',
  'refuse-time': '已答复不同意延期',
  report: '已报办结，等确认',
  confirm: '已销号',
  'send-back': '已退回重办',
  reopen: '已重新办理',
  contest: '异议已存下',
  'ask-hang': '已申请挂账',
  'grant-hang': '已挂账',
  'refuse-hang': '已答复不同意挂账',
  'lift-hang': '已解除挂账',
  supervise: '已挂牌督办',
  'lift-supervise': '已解除督办',
  'change-leader': '责任领导已改',
  carry: '已结转',
  recall: '已收回交办',
  comment: '留言已存下',
  'hand-down': '已分解下达',
  explain: '原因已存下',
  'agree-day': '已同意改期',
  'keep-day': '已答复维持承诺日',
  merge: '已并入',
  unmerge: '已撤回并入',
  'close-unanswered': '已按逾期未确认销号',
  'ask-day': '已征询改期',
  'take-in': '已并入一件',
  'give-back': '已撤回并入的一件',
  remind: '已催办',
  'ask-superior': '已请上级岗位答复',
  'may-close': '可按逾期未确认销号',
  revise: '已按新版改动',
  'revise-keep': '已保留',
}

/** The word on the button where the office records the asking unit's answer with its signed slip. */
const STAND_IN_LABELS: Partial<Record<Step, string>> = {
  raise: '代为再提',
  withdraw: '代记撤回',
  confirm: '代确认销号',
  'send-back': '代记退回重办',
  'grant-hang': '代记同意挂账',
  'refuse-hang': '代记不同意挂账',
}

export const standInLabel = (step: Step): string => STAND_IN_LABELS[step] ?? `代记${STEP_LABELS[step]}`

/** One line on what a step means, over its form. */
export const STEP_HELP: Partial<Record<Step, string>> = {
  return: '退回后由提出方补充，再次提出。',
  withdraw: '撤回后不再办理，经过留存。',
  assign: '交办后由牵头单位签收。不填承诺日的记作未定期，不显示正常。',
  'propose-decline': '由本级领导答复；同意后记作不予办理，作为先例留存。',
  'agree-decline': '同意后记作不予办理，提出方看得到依据和说明。',
  'refuse-decline': '不同意的，由双拥办继续办理。',
  'not-ours': '退回双拥办，由双拥办另行交办，或说明理由维持交办。',
  uphold: '维持原牵头单位，重新待签收。',
  'ask-time': '双拥办同意后，承诺日改到新的日子；原定日留存。',
  report: '报办结后转为待确认，由提出方确认销号。',
  'send-back': '退回后回到办理中，承诺日不变。',
  reopen: '已销号的事项回到办理中。',
  contest: '对双拥办代录、代记的内容有异议时用：已销号的回到办理中，已撤回的回到待受理，并标明异议。',
  'ask-hang': '挂账不是暂停：照常计入在办和对账，到复核日再议。',
  supervise: '挂牌督办的事项在各处标明。',
  'change-leader': '人事变动时用：牵头单位、承诺日和状态都不变，经过里留存原来是谁。',
  carry: '未办完的事项转入下一年度，编号不变。',
  recall: '收回后回到已受理，由双拥办重新交办。',
  comment: '各方都看得到，不改变状态。',
  'hand-down':
    '选几个单位就立几件分解件，各自签收、办理、报办结，由本单位确认销号；全部办结或写明原因后，本件才能报办结。',
  explain: '写明这件分解件为什么还没办结；写明后不再挡住上一级报办结。',
  'agree-day': '同意后，本件承诺日改为征询的日子。',
  'keep-day': '承诺日不变，原因由下达单位看得到。',
  merge: '同一件事提了两次时用。本件记作已撤回并标明并入哪一件，经过留存，可以撤回。',
  unmerge: '撤回后回到并入前的状态。',
  'close-unanswered': '两段等待都已过、提出方和上级岗位都没有答复时用；单独计数，提出方随时可以重新办理。',
}

export const MARK_LABELS: Record<Mark, string> = {
  hung: '挂账',
  supervised: '挂牌督办',
  carried: '结转',
  merged: '并入',
  'entered-for': '代录',
  'confirmed-for': '代确认',
  unanswered: '逾期未确认',
  contested: '异议',
  imported: '导入',
}

/** What an office recorded for the asking unit: 代录、代确认; empty where it recorded nothing. */
export const behalfWords = (marks: readonly Mark[]): string =>
  marks
    .filter((mark) => mark === 'entered-for' || mark === 'confirmed-for')
    .map((mark) => MARK_LABELS[mark])
    .join('、')

/** Levels of the administrative tree, as the choice of units below names them. */
export const LEVEL_LABELS: Record<number, string> = { 2: '市级', 3: '县级', 4: '乡级', 5: '村级' }

/** How the ledger shows what was handed down. */
export const PART_LEVEL_LABELS = { top: '只看顶层', handed: '含分解件的', parts: '只看分解件' } as const

export const KIND_LABELS: Record<MatterKind, string> = { task: '任务', need: '需求', case: '个案' }

export const DIRECTION_LABELS: Record<NeedDirection, string> = {
  'military-asks': '部队提、地方办',
  'locality-asks': '地方提、部队办',
}

export const CATEGORY_LABELS: Record<Category, string> = {
  training: '服务备战打仗',
  facilities: '基础设施',
  rights: '军人军属权益',
  family: '后路后院后代',
  organisation: '组织领导',
  publicity: '宣传教育',
  'support-army': '拥军优属',
  'support-locality': '拥政爱民',
  policy: '政策落实',
  activities: '军地活动',
  pairing: '结对共建',
  other: '其他',
}

export const REQUEST_LABELS: Record<RequestKind, string> = {
  time: '申请延期',
  hang: '申请挂账',
  decline: '拟不予办理',
  'not-ours': '非本单位',
  day: '改期征询',
}

export const LIGHT_LABELS: Record<LightKind, string> = {
  ok: '正常',
  due: '临近',
  over: '逾期',
  hung: '挂账',
  none: '未定期',
  done: '已销号',
}

/** Names of the fields a step may ask for; a step may call one of them otherwise (`fieldLabel`). */
const FIELD_LABELS: Record<InputField, string> = {
  reason: '原因',
  text: '附言',
  dueOn: '承诺日',
  lead: '牵头单位',
  helpers: '配合单位',
  responsiblePostId: '责任领导',
  clause: '依据条款',
  explanation: '说明',
  cause: '挂账原因',
  reviewOn: '下次复核日',
  parts: '下达单位',
  targetId: '并入哪一件',
}

const OWN_FIELD_LABELS: Partial<Record<Step, Partial<Record<InputField, string>>>> = {
  'ask-time': { dueOn: '新的承诺日' },
  'grant-time': { dueOn: '同意到哪一天' },
  reopen: { dueOn: '新的承诺日' },
  progress: { text: '进展' },
  report: { text: '办结情况' },
  comment: { text: '留言' },
  assign: { text: '交办意见' },
  'hand-down': { text: '分解要求' },
  explain: { text: '未办结原因' },
}

export const fieldLabel = (step: Step, field: InputField): string =>
  OWN_FIELD_LABELS[step]?.[field] ?? FIELD_LABELS[field]

/** Stands in place of a title whose words the acting post may not see. */
export const HIDDEN_WORDS = '部队需求（内容仅提出方、双拥办和承办单位可见）'

/** Stands where the lead or the day is withheld together with the words: 待定 and 未定 would say that none is set. */
export const WITHHELD = '不显示'

type Lead = Pick<MatterRow, 'title' | 'lead'>
type Due = Pick<MatterRow, 'title' | 'dueOn'>

/** The lead 牵头 of a row: its name, 待定 where none is set, 不显示 where it is withheld. */
export const leadOf = ({ title, lead }: Lead): string => (title === null ? WITHHELD : (lead?.name ?? '待定'))

/** The promised day of a row as seen on `today`: 7月31日, 未定 where none is set, 不显示 where it is withheld. */
export const dueOf = ({ title, dueOn }: Due, today: string): string =>
  title === null ? WITHHELD : formatDay(dueOn, today)

/** The title of a row, or the sentence that says why it is not shown. */
export const titleOf = ({ title }: { title: string | null }): string => title ?? HIDDEN_WORDS

/** The code of the matter that a part was handed down from. */
export const codeAbove = (code: string): string => code.slice(0, code.lastIndexOf('-'))

/** What a row of a list is called: of a part what was asked of its lead, since all parts bear the title of the whole. */
export const nameOf = (row: { title: string | null; partText: string | null }): string => row.partText ?? titleOf(row)
