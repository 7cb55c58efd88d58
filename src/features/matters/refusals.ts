import { leaderStandsIn, type MatterFacts, officeLeads, type Step, type StepInput } from './sides.ts'

/** Why a step was not taken (stable slugs, `/problems/<slug>`), with the sentences that a person reads. */
export const REFUSAL_SLUGS = [
  'step-not-open',
  'not-your-step',
  'step-of-help',
  'leader-must-confirm',
  'own-unit',
  'own-report',
  'own-request',
  'no-open-request',
  'request-open',
  'open-nodes',
  'open-parts',
  'reason-needed',
  'text-needed',
  'lead-needed',
  'lead-is-asker',
  'day-needed',
  'day-in-past',
  'day-not-later',
  'later-than-above',
  'clause-needed',
  'explanation-needed',
  'cause-needed',
  'review-day-needed',
  'asker-has-access',
  'slip-needed',
  'signer-needed',
  'signed-day-needed',
  'signed-in-future',
  'signed-too-early',
  'parts-needed',
  'part-twice',
  'target-needed',
  'leader-needed',
] as const
export type Refusal = (typeof REFUSAL_SLUGS)[number]

/** What a sentence may name: the matter, the step, the day, and the names of its sides where the caller has them. */
export type RefusalContext = {
  matter: MatterFacts
  step: Step
  today: string
  input?: StepInput
  names?: { asker?: string; office?: string; leader?: string }
}

/** `field` is the input the refusal is about, for `errors: [{ pointer }]` and the form. */
export type RefusalText = {
  status: 403 | 409 | 422
  title: string
  detail: (ctx: RefusalContext) => string
  field?: keyof StepInput | `slip/${'fileIds' | 'signedOn' | 'signer'}`
}

/** 7月31日 within the year of `today`, else 2027-07-31. */
const dayWords = (day: string, today: string): string => {
  if (day.slice(0, 4) !== today.slice(0, 4)) return day
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`
}

const officeName = (ctx: RefusalContext) => ctx.names?.office ?? (ctx.matter.isPart ? '下达单位' : '双拥办')
const leaderName = (ctx: RefusalContext) => ctx.names?.leader ?? '双拥办的分管领导'

/** Who confirms: 提出的 for a need, 交办的 for the office's own task, the leader in charge where the office does it itself. */
const confirmerWords = ({ matter, names }: RefusalContext): string => {
  if (leaderStandsIn(matter)) return names?.leader ?? '分管领导'
  if (matter.isPart) return `下达的${names?.office ?? '单位'}`
  if (matter.askerUnitId === matter.officeUnitId) return `交办的${names?.office ?? '双拥办'}`
  return `提出的${names?.asker ?? '单位'}`
}

const WHOSE_WORDS: Partial<Record<Step, (ctx: RefusalContext) => string>> = {
  raise: () => '提出这件事项的单位',
  drop: () => '提出这件事项的单位',
  'agree-decline': leaderName,
  'refuse-decline': leaderName,
  sign: () => '牵头单位',
  'not-ours': () => '牵头单位',
  progress: () => '牵头单位或配合单位',
  report: () => '牵头单位',
  'ask-time': () => '牵头单位',
  'ask-hang': () => '牵头单位',
  'grant-time': (ctx) => (officeLeads(ctx.matter) ? leaderName(ctx) : officeName(ctx)),
  'refuse-time': (ctx) => (officeLeads(ctx.matter) ? leaderName(ctx) : officeName(ctx)),
  confirm: confirmerWords,
  'send-back': confirmerWords,
  'grant-hang': confirmerWords,
  'refuse-hang': confirmerWords,
  'lift-hang': (ctx) => `${confirmerWords(ctx)}或${officeName(ctx)}`,
  withdraw: ({ matter }) =>
    matter.state === 'raised' || matter.state === 'returned' ? '提出这件事项的单位' : '自己提出这件事项的双拥办',
  contest: () => '提出单位自己的联络员',
  supervise: (ctx) => `${officeName(ctx)}或分管领导`,
  'lift-supervise': (ctx) => `${officeName(ctx)}或分管领导`,
  reopen: (ctx) => `提出单位或${officeName(ctx)}`,
  'hand-down': () => '牵头单位',
  explain: () => '下达这件分解件的单位',
  'agree-day': () => '牵头单位',
  'keep-day': () => '牵头单位',
  'close-unanswered': (ctx) => (officeLeads(ctx.matter) ? leaderName(ctx) : officeName(ctx)),
}

const REQUEST_WORDS: Partial<Record<Step, string>> = {
  uphold: '非本单位的说明',
  'agree-decline': '不予办理的意见',
  'refuse-decline': '不予办理的意见',
  'propose-decline': '不予办理的意见',
  'ask-time': '延期申请',
  'grant-time': '延期申请',
  'refuse-time': '延期申请',
  'ask-hang': '挂账申请',
  'grant-hang': '挂账申请',
  'refuse-hang': '挂账申请',
  'agree-day': '改期征询',
  'keep-day': '改期征询',
}
const requestWords = ({ step }: RefusalContext) => REQUEST_WORDS[step] ?? '申请'

const pastDay = (ctx: RefusalContext): string => {
  const today = dayWords(ctx.today, ctx.today)
  if (ctx.step === 'ask-hang' || ctx.step === 'grant-hang') return `复核日早于今天（${today}），改为今天或以后。`
  if (ctx.step === 'grant-time' && !ctx.input?.dueOn)
    return `申请的承诺日已早于今天（${today}），另填一个今天或以后的日子，或不同意延期。`
  if (ctx.step === 'agree-day') return `征询的承诺日已早于今天（${today}），维持原承诺日，或申请延期。`
  if (ctx.step === 'hand-down') return `有分解件的承诺日早于今天（${today}），改为今天或以后。`
  return `承诺日早于今天（${today}），改为今天或以后。`
}

const laterDay = ({ matter, step, today }: RefusalContext): string => {
  const above = dayWords((step === 'hand-down' ? matter.dueOn : matter.aboveDueOn) ?? today, today)
  if (step === 'hand-down')
    return `分解件的承诺日最晚到 ${above}（本件的承诺日），改为这一天或以前；要更晚，先为本件申请延期。`
  if (step === 'agree-day') return `上一级事项的承诺日又改到了 ${above}，征询的日子比它晚，维持原承诺日，或申请延期。`
  // One tap grants the day that was asked for; another day has its own way.
  if (step === 'grant-time')
    return `上一级事项的承诺日是 ${above}，分解件不能更晚；用“同意延期，另定日期”定在这一天或以前，要更晚，先为上一级事项申请延期。`
  return `上一级事项的承诺日是 ${above}，分解件不能更晚，改为这一天或以前；要更晚，先为上一级事项申请延期。`
}

export const REFUSALS: Record<Refusal, RefusalText> = {
  'step-not-open': {
    status: 409,
    title: '这一步现在不能办',
    detail: () => '这件事项已不在这一步，刷新后按现在的状态办。',
  },
  'step-of-help': {
    status: 409,
    title: '随帮扶办理',
    detail: () => '这件事随它的帮扶走：意见、落实、回访、不予帮扶和撤回在帮扶里办，这里跟着变。',
  },
  'not-your-step': {
    status: 403,
    title: '这一步不由本岗办',
    detail: (ctx) =>
      ctx.step === 'comment'
        ? '留言、催办由这件事项的各方写，本岗不是其中一方，只能看。'
        : `这一步由${WHOSE_WORDS[ctx.step]?.(ctx) ?? officeName(ctx)}办，本岗可以留言。`,
  },
  'leader-must-confirm': {
    status: 403,
    title: '由分管领导答复',
    detail: (ctx) => `双拥办自己牵头的事项，双拥办不能自己答复，由${leaderName(ctx)}办。`,
  },
  'own-unit': {
    status: 403,
    title: '办理单位不能自己销号',
    detail: (ctx) => `办理单位不能自己销号，由${confirmerWords(ctx)}确认销号。`,
  },
  'own-report': {
    status: 403,
    title: '报办结的人不能自己销号',
    detail: () => '这件事项由本人在另一岗位报办结，换一位同事确认销号。',
  },
  'own-request': {
    status: 403,
    title: '申请人不能自己答复',
    detail: (ctx) => `这份${requestWords(ctx)}由本人在另一岗位提出，换一位同事答复。`,
  },
  'no-open-request': {
    status: 409,
    title: '没有待答复的申请',
    detail: (ctx) => `没有待答复的${requestWords(ctx)}，可能已答复或随事项变动失效，刷新后再看。`,
  },
  'request-open': {
    status: 409,
    title: '已有申请在等答复',
    detail: (ctx) => `已有一份${requestWords(ctx)}在等答复，答复后再提。`,
  },
  'open-nodes': {
    status: 409,
    title: '还有节点未完成',
    detail: ({ matter }) => `还有 ${matter.openNodes} 个节点未完成，逐个办完或写明原因后再报办结。`,
  },
  'open-parts': {
    status: 409,
    title: '还有分解件未办结',
    detail: ({ matter: { parts } }) =>
      `分解件已办结 ${parts.done} / ${parts.all}，还有 ${parts.silent} 件未办结也没有写明原因，逐件办结或写明原因后再报办结。`,
  },
  'parts-needed': {
    status: 422,
    title: '没有选下达单位',
    detail: () => '下达单位空着，至少选一个下级单位。',
    field: 'parts',
  },
  'part-twice': {
    status: 422,
    title: '下达单位重复',
    detail: () => '同一个单位选了两次，一个单位一次只分一件。',
    field: 'parts',
  },
  'target-needed': {
    status: 422,
    title: '没有选并入的事项',
    detail: () => '并入哪一件还没有选，选定后再并入。',
    field: 'targetId',
  },
  'leader-needed': {
    status: 422,
    title: '没有选责任领导',
    detail: () => '责任领导还没有选，选定后再改。',
    field: 'responsiblePostId',
  },
  'reason-needed': { status: 422, title: '没有写原因', detail: () => '原因空着，写明原因后再办。', field: 'reason' },
  'text-needed': {
    status: 422,
    title: '没有写内容',
    detail: ({ step }) => (step === 'report' ? '办结情况空着，写明办成了什么。' : '内容空着，写明后再存下。'),
    field: 'text',
  },
  'lead-needed': {
    status: 422,
    title: '没有牵头单位',
    detail: () => '牵头单位空着，选定一个牵头单位后再交办。',
    field: 'lead',
  },
  'lead-is-asker': {
    status: 422,
    title: '提出单位不能牵头',
    detail: () => '提出单位不能牵头自己提的事项，另选牵头单位，提出单位可作配合单位。',
    field: 'lead',
  },
  'day-needed': {
    status: 422,
    title: '没有写明承诺日',
    detail: ({ today }) => `承诺日空着或认不出，按 ${today} 的样子填。`,
    field: 'dueOn',
  },
  'day-in-past': { status: 422, title: '日期早于今天', detail: pastDay },
  'day-not-later': {
    status: 422,
    title: '新承诺日没有延后',
    detail: ({ matter, today }) =>
      matter.dueOn === null
        ? '新承诺日要晚于现在的承诺日。'
        : `现在的承诺日是 ${dayWords(matter.dueOn, today)}，延期要改到这一天以后。`,
    field: 'dueOn',
  },
  'later-than-above': { status: 422, title: '晚于上一级的承诺日', detail: laterDay },
  'clause-needed': {
    status: 422,
    title: '没有写依据条款',
    detail: () => '依据条款空着，写明不予办理所依据的文件和条款。',
    field: 'clause',
  },
  'explanation-needed': {
    status: 422,
    title: '没有写说明',
    detail: () => '说明空着，用提出单位看得懂的话写明为什么不能办。',
    field: 'explanation',
  },
  'cause-needed': {
    status: 422,
    title: '没有写挂账原因',
    detail: () => '挂账原因空着，写明为什么一时办不了。',
    field: 'cause',
  },
  'review-day-needed': {
    status: 422,
    title: '没有写明复核日',
    detail: ({ today }) => `下次复核日空着或认不出，按 ${today} 的样子填。`,
    field: 'reviewOn',
  },
  'asker-has-access': {
    status: 403,
    title: '不用代办',
    detail: (ctx) => `${ctx.names?.asker ?? '提出单位'}已有人在本系统办理，由它自己答复。`,
  },
  'slip-needed': {
    status: 422,
    title: '没有附签字单据',
    detail: () => '签字单据空着，拍照或扫描对方签字盖章的单据，传上来再存。',
    field: 'slip/fileIds',
  },
  'signer-needed': {
    status: 422,
    title: '没有写签字岗位',
    detail: () => '签字岗位空着，写明由哪个岗位签的字，不写姓名。',
    field: 'slip/signer',
  },
  'signed-day-needed': {
    status: 422,
    title: '没有写签字日',
    detail: ({ today }) => `签字日空着或认不出，按 ${today} 的样子填。`,
    field: 'slip/signedOn',
  },
  'signed-in-future': {
    status: 422,
    title: '签字日晚于今天',
    detail: ({ today }) => `签字日晚于今天（${dayWords(today, today)}），按单据上的日子填。`,
    field: 'slip/signedOn',
  },
  'signed-too-early': {
    status: 422,
    title: '签字日早于要答复的事',
    detail: ({ matter, step, today }) =>
      matter.reportedOn && !step.endsWith('hang')
        ? `签字日早于报办结那天（${dayWords(matter.reportedOn, today)}），核对单据上的日子。`
        : '签字日早于提出申请那天，核对单据上的日子。',
    field: 'slip/signedOn',
  },
}
