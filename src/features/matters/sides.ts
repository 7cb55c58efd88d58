import type { BehalfFacts, Slip } from './behalf.ts'

/**
 * Who is who in a matter (各方): the words of the ledger that rules, contract and screens share, the facts a rule needs,
 * and which sides an acting post holds. Source: DESIGN.md, "One ledger, one way to close".
 */

/** 任务, 需求 and 个案; 议定, 问题 and 诉求 join here later. */
export const MATTER_KINDS = ['task', 'need', 'case'] as const
export type MatterKind = (typeof MATTER_KINDS)[number]

/** 部队提地方办, 地方提部队办. */
export const NEED_DIRECTIONS = ['military-asks', 'locality-asks'] as const
export type NeedDirection = (typeof NEED_DIRECTIONS)[number]

/** 草拟 待受理 退回补充 已撤回 已受理 不予办理 待签收 办理中 待确认 已销号, in this order. */
export const MATTER_STATES = [
  'draft',
  'raised',
  'returned',
  'withdrawn',
  'accepted',
  'declined',
  'assigned',
  'running',
  'reported',
  'closed',
] as const
export type MatterState = (typeof MATTER_STATES)[number]

/** 挂账 挂牌督办 结转 并入 代录 代确认 逾期未确认 异议 导入: beside the state, any number of them. */
export const MARKS = [
  'hung',
  'supervised',
  'carried',
  'merged',
  'entered-for',
  'confirmed-for',
  'unanswered',
  'contested',
  'imported',
] as const
export type Mark = (typeof MARKS)[number]

/** Requests that wait for an answer, at most one of each: 申请延期, 申请挂账, 拟不予办理, 非本单位, 改期征询. */
export const REQUEST_KINDS = ['time', 'hang', 'decline', 'not-ours', 'day'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/** 提出方, 双拥办 (of a part: the unit that handed it down), 牵头单位, 配合单位, 领导, 提出方的上级岗位. */
export const SIDES = ['asker', 'office', 'lead', 'helper', 'leader', 'superior'] as const
export type Side = (typeof SIDES)[number]

/** 双拥办, 成员单位联络员, 乡镇/村服务站, 部队联络员, 领导, 系统管理员, 安全管理员, 审计管理员. */
export const ROLES = ['office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** The post that acts, with the person who holds it. */
export type Actor = { personId: number; postId: number; role: Role; unitId: number; regionPath: string }

type RequestOrigin = { byUnitId: number; byPersonId: number | null; askedOn?: string }
export type OpenRequest = RequestOrigin &
  (
    | { kind: 'time'; newDueOn: string; reason: string }
    | { kind: 'hang'; cause: string; reviewOn: string }
    | { kind: 'decline'; clause: string; explanation: string }
    | { kind: 'not-ours'; reason: string }
    | { kind: 'day'; newDueOn: string; reason: string }
  )

/** What stands below a matter (分解件); withdrawn parts do not count. */
export type PartsFacts = {
  all: number
  done: number
  /** Open without a word why. */
  silent: number
  /** The earliest promised day below that is still worked towards. */
  dueOn: string | null
  /** One was reported too late and is not confirmed yet. */
  late: boolean
  hung: boolean
  undated: boolean
}
export const NO_PARTS: PartsFacts = {
  all: 0,
  done: 0,
  silent: 0,
  dueOn: null,
  late: false,
  hung: false,
  undated: false,
}

/** How deep parts go: city → county → township → village, and one more for what a province hands down. */
export const MOST_DEPTH = 4
const VILLAGE_LEVEL = 5

/** Whether there can be units under the lead: it is civil, stands above the villages, and the tree has room. */
export const hasUnitsBelow = (lead: { side: string; level: number } | null, depth: number): boolean =>
  lead !== null && lead.side === 'civil' && lead.level < VILLAGE_LEVEL && depth < MOST_DEPTH

/** What the rules need to know of a matter. Days are ISO days (2026-07-14) of the office's own calendar. */
export type MatterFacts = {
  state: MatterState
  kind: MatterKind
  askerUnitId: number
  askerPostId: number | null
  /** The office of the matter's region; of a part the unit that handed it down. */
  officeUnitId: number
  regionPath: string
  /** The unit that leads; where a post leads, the unit of that post. */
  leadUnitId: number | null
  leadPostId: number | null
  helperUnitIds: readonly number[]
  /** 承诺日; null is 未定期. */
  dueOn: string | null
  hung: { cause: string; reviewOn: string } | null
  supervised: boolean
  /** Carried over (结转) into the running year already. */
  carried: boolean
  openRequests: readonly OpenRequest[]
  /** Nodes neither done nor explained. */
  openNodes: number
  /** Handed down out of another matter (分解件). */
  isPart: boolean
  /** Of a part the promised day of the matter above, where whoever acts sees it; no part is promised for later. */
  aboveDueOn?: string | null
  /** Whether there are units under the lead to hand parts to. */
  mayHandDown: boolean
  parts: PartsFacts
  /** Posts above the asker that were asked to answer in its place. */
  superiorPostIds: readonly number[]
  /** Both waits are over: the office may close it as 逾期未确认. */
  isClosable: boolean
  /** 并入: the state from which it was merged into another matter. */
  mergedFrom: MatterState | null
  /** Of the report that stands: empty again once sent back or reopened, kept when closed. */
  reportedByPersonId: number | null
  reportedByUnitId: number | null
  reportedOn: string | null
  /** Acting for the asking unit (代录、代确认). */
  behalf?: BehalfFacts
}

/** The verb buttons. 提出 删去草稿 受理 退回补充 撤回 交办 拟不予办理 同意不予办理 不同意不予办理 … 留言, in this order. */
// biome-ignore format: grouped as the office groups them
export const STEPS = [
  'raise', 'drop', 'accept', 'return', 'withdraw', 'assign', 'propose-decline', 'agree-decline', 'refuse-decline',
  'sign', 'not-ours', 'uphold', 'progress', 'ask-time', 'grant-time', 'refuse-time', 'report',
  'confirm', 'send-back', 'reopen', 'ask-hang', 'grant-hang', 'refuse-hang', 'lift-hang',
  'contest', 'supervise', 'lift-supervise', 'change-leader', 'carry', 'recall', 'comment',
  'hand-down', 'explain', 'agree-day', 'keep-day', 'merge', 'unmerge', 'close-unanswered',
  // Entries that other steps and the program itself leave; nobody takes them.
  'ask-day', 'take-in', 'give-back', 'remind', 'ask-superior', 'may-close', 'revise', 'revise-keep',
] as const
export type Step = (typeof STEPS)[number]

/** What a person writes or chooses with a step. Days are ISO days; units and posts go by number. */
export type StepInput = {
  reason?: string | null
  text?: string | null
  dueOn?: string | null
  lead?: { unitId: number; postId?: number | null } | null
  helpers?: readonly number[] | null
  responsiblePostId?: number | null
  clause?: string | null
  explanation?: string | null
  cause?: string | null
  reviewOn?: string | null
  /** The asking unit's signed slip: the step is recorded for it (代确认). */
  slip?: Slip | null
  /** 分解下达: one part for each unit, with its own day. */
  parts?: readonly { unitId: number; dueOn?: string | null }[] | null
  /** 并入: the matter it goes into. */
  targetId?: number | null
}

/** Roles that act for their unit. A leader acts as leader only; the three administrators hold no side ever. */
const ACTS_FOR_UNIT: Record<Role, boolean> = {
  office: true,
  liaison: true,
  station: true,
  troop: true,
  leader: false,
  sysadmin: false,
  secadmin: false,
  auditor: false,
}

/**
 * The sides that the acting post holds in this matter, often several (the office that hands out a task also asks for it).
 * Offices and leaders of regions above may see a matter and hold no side in it.
 */
export const sidesOf = (matter: MatterFacts, actor: Actor): Set<Side> => {
  const sides = new Set<Side>()
  if (actor.role === 'leader' && actor.regionPath === matter.regionPath) sides.add('leader')
  const isBusiness = actor.role === 'leader' || ACTS_FOR_UNIT[actor.role]
  if (isBusiness && matter.superiorPostIds.includes(actor.postId)) sides.add('superior')
  if (!ACTS_FOR_UNIT[actor.role]) return sides

  const is = (unitId: number | null, postId: number | null) => actor.unitId === unitId || actor.postId === postId
  if (is(matter.askerUnitId, matter.askerPostId)) sides.add('asker')
  if ((actor.role === 'office' || matter.isPart) && actor.unitId === matter.officeUnitId) sides.add('office')
  if (is(matter.leadUnitId, matter.leadPostId)) sides.add('lead')
  if (matter.helperUnitIds.includes(actor.unitId)) sides.add('helper')
  return sides
}

/** The sides of whoever records the asking unit's answer: the office, or its leader in charge where the office leads. */
export const standInSidesOf = (matter: MatterFacts, actor: Actor): Set<Side> => {
  const own = sidesOf(matter, actor)
  const isTheirs = matter.askerUnitId !== matter.officeUnitId && own.has(officeLeads(matter) ? 'leader' : 'office')
  return new Set<Side>(isTheirs ? ['asker'] : [])
}

/** The office itself does the work. */
export const officeLeads = (matter: MatterFacts): boolean => matter.leadUnitId === matter.officeUnitId

/** The office asked for it and does it: its leader in charge stands in the asker's place. */
export const leaderStandsIn = (matter: MatterFacts): boolean =>
  officeLeads(matter) && matter.askerUnitId === matter.officeUnitId

/**
 * Whose step it is. Beside the sides themselves:
 * - `answerer` answers for the asking side: the asker, or the leader where the office both asks and leads;
 * - `hander` answers for the hand-out: the office, or the leader where the office leads (nobody grants himself time);
 * - `asking-office` is the office in a matter it asked for itself.
 */
export type Whose = Side | 'answerer' | 'hander' | 'asking-office'

/** Whether one who holds these sides is the one whose step it is. */
export const isTheirs = (matter: MatterFacts, whose: Whose, sides: ReadonlySet<Side>): boolean => {
  if (whose === 'answerer') return sides.has(leaderStandsIn(matter) ? 'leader' : 'asker')
  if (whose === 'hander') return sides.has(officeLeads(matter) ? 'leader' : 'office')
  if (whose === 'asking-office') return sides.has('office') && sides.has('asker')
  return sides.has(whose)
}

/**
 * Who may raise what: a task 任务 the office; a need 需求 the side that has it, the office also on behalf (代录). A case 个案 is
 * raised by the help 帮扶 that is opened, and by nobody here.
 */
export const mayRaise = (kind: MatterKind, direction: NeedDirection | null, role: Role): boolean => {
  if (kind === 'case') return false
  if (role === 'office') return true
  if (kind === 'task' || direction === null) return false
  return direction === 'military-asks' ? role === 'troop' : role === 'liaison' || role === 'station'
}
