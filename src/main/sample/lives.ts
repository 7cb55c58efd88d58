import type { CATEGORIES, Step, StepInput } from '../../features/matters/contract.ts'
import { addNode, raiseNeed, raiseTask, saveNode, takeMatterStep } from '../../features/matters/index.ts'
import type { Context } from '../../platform/context.ts'
import { keepPhotos } from './photos.ts'
import type { Played, Scene, Stage, Story } from './stage.ts'

/** How far a matter of the sample has come, as the steps it went through after it was raised and handed out. */
const OPENING: Step[] = ['accept', 'assign', 'sign']
const PATHS = {
  draft: [],
  raised: [],
  returned: ['return'],
  withdrawn: ['withdraw'],
  accepted: ['accept'],
  'decline-asked': ['accept', 'propose-decline'],
  'decline-refused': ['accept', 'propose-decline', 'refuse-decline'],
  declined: ['accept', 'propose-decline', 'agree-decline'],
  assigned: ['accept', 'assign'],
  recalled: ['accept', 'assign', 'recall'],
  'not-ours': ['accept', 'assign', 'not-ours'],
  upheld: ['accept', 'assign', 'not-ours', 'uphold'],
  signed: OPENING,
  running: [...OPENING, 'progress'],
  'time-asked': [...OPENING, 'progress', 'ask-time'],
  'time-granted': [...OPENING, 'progress', 'ask-time', 'grant-time'],
  'time-refused': [...OPENING, 'progress', 'ask-time', 'refuse-time'],
  'hang-asked': [...OPENING, 'progress', 'ask-hang'],
  hung: [...OPENING, 'progress', 'ask-hang', 'grant-hang'],
  lifted: [...OPENING, 'progress', 'ask-hang', 'grant-hang', 'lift-hang'],
  reported: [...OPENING, 'progress', 'report'],
  'sent-back': [...OPENING, 'progress', 'report', 'send-back'],
  'reported-again': [...OPENING, 'progress', 'report', 'send-back', 'report'],
  closed: [...OPENING, 'progress', 'report', 'confirm'],
  'closed-at-second': [...OPENING, 'progress', 'report', 'send-back', 'report', 'confirm'],
  reopened: [...OPENING, 'progress', 'report', 'confirm', 'reopen'],
} as const satisfies Record<string, readonly Step[]>

export type Far = keyof typeof PATHS

/** Days are working days seen from the first start: `ago` before it, others signed (−3: three days ago). */
export type Life = {
  title: string
  body: string
  category: (typeof CATEGORIES)[number]
  /** Who raises it; an office for a task. */
  by: string
  far: Far
  /** Raised or handed out so many working days ago; 'last-year': in the last weeks of the year before. */
  ago: number | 'last-year'
  /** Day of the last step. */
  last?: number
  /** Unit that leads, by full name; none before it was handed out. */
  lead?: string
  helpers?: string[]
  /** Promised day; null for 未定期. */
  due?: number | null
  wish?: number
  suggest?: string
  /** What the lead wrote: progress, then report. */
  said?: [progress: string, report?: string]
  /** What was written with the step that turned it: returned, declined, asked for … */
  why?: string
  /** Clause of a refusal (不予办理). */
  clause?: string
  /** Asked-for day, or day of review. */
  until?: number
  /** What was written with the answer to a request or a report. */
  answer?: string
  behalfOf?: string
  photos?: { raise?: string[]; progress?: string[]; report?: string[] }
  nodes?: { title: string; due: number; done?: number; why?: string }[]
  supervise?: { ago: number; why: string }
  carry?: string
  comments?: { ago: number; by: string; text: string }[]
  /** The responsible leader stands with it. */
  responsible?: true
  /** A need of the office's own; without it an office hands out a task. */
  isNeed?: true
  /** Exists already: handed out from a document. */
  made?: Played
}

/** The outline of a life in one line: category, who raised it, how far it came, and its days. */
export const life = (
  category: Life['category'],
  by: string,
  far: Far,
  rest: Omit<Partial<Life>, 'category' | 'by' | 'far' | 'ago'> & Pick<Life, 'ago'>,
): Omit<Life, 'title' | 'body'> => ({ category, by, far, ...rest })

const COUNTY_OFFICES = ['lcq', 'yqq', 'hfs', 'qhx', 'spx', 'xxx']

/** Logins of the office that keeps the matter, of its second post, and of its leader. */
const houseOf = (stage: Stage, { by }: Life): { office: string; second: string; leader: string } => {
  const { regionPath } = stage.actor(by)
  const county = COUNTY_OFFICES.find((one) => regionPath.startsWith(stage.actor(`${one}-sby`).regionPath))
  return county
    ? { office: `${county}-sby`, second: `${county}-sby`, leader: `${county}-ld` }
    : { office: 'sby', second: 'sby2', leader: 'ld' }
}

/** Days before the first start on which a story stands: raised or handed out, and the last step. */
const spanOf = (stage: Stage, { ago, last = 1 }: Life): { first: number; last: number } => {
  if (ago !== 'last-year') return { first: ago, last: Math.min(last, ago) }
  const year = Number(stage.today.slice(0, 4)) - 1
  return { first: stage.house.calendar().between(`${year}-11-20`, stage.today), last }
}

/**
 * Days of the steps: the opening ones follow a day apart, the last stands on `last`, those before it two days apart, and
 * what comes between opening and end (progress) half-way.
 */
const agosOf = (steps: readonly Step[], first: number, last: number): number[] => {
  const open = steps.filter((step) => OPENING.includes(step)).length
  const from = Math.max(last, first - open)
  return steps.map((_, index) => {
    if (index < open) return Math.max(last, first - 1 - index)
    const ending = last + 2 * (steps.length - 1 - index)
    const isBetween = index === open && index < steps.length - 1
    return Math.min(from, isBetween ? Math.max(ending, Math.round((from + last) / 2)) : ending)
  })
}

const CONFIRMED = [
  '已核实，同意销号。',
  '到现场看过，办得实在。',
  '情况属实，同意销号，感谢支持。',
  '官兵反映很好。',
  '材料齐全，予以销号。',
]

const scenesOf = (stage: Stage, life: Life, index: number): Scene[] => {
  const { office, second, leader } = houseOf(stage, life)
  const isTask = stage.actor(life.by).role === 'office' && !life.behalfOf && !life.isNeed
  const { first, last } = spanOf(stage, life)
  const path: readonly Step[] = PATHS[life.far]
  const steps = isTask ? path.filter((step) => step !== 'accept' && step !== 'assign') : path
  const agos = agosOf(steps, first, last)
  const lead = life.lead === undefined ? undefined : stage.loginOf(life.lead)
  const officeLeads = life.lead === stage.actor(office).unitName
  const answerer = officeLeads && isTask ? leader : isTask ? office : life.behalfOf ? office : life.by
  const hander = officeLeads ? leader : office
  const of = (login: string | undefined): string => {
    if (login === undefined) throw new Error(`sample: nobody acts for the lead of ${life.title}`)
    return login
  }
  const actors: Partial<Record<Step, () => string>> = {
    accept: () => office,
    return: () => office,
    withdraw: () => life.by,
    assign: () => office,
    recall: () => office,
    uphold: () => office,
    'propose-decline': () => office,
    'agree-decline': () => leader,
    'refuse-decline': () => leader,
    'grant-time': () => hander,
    'refuse-time': () => hander,
    'grant-hang': () => answerer,
    'lift-hang': () => answerer,
    confirm: () => answerer,
    'send-back': () => answerer,
    reopen: () => answerer,
  }
  const responsiblePostId = life.responsible ? stage.actor(leader).postId : null
  const raise: Scene = { ago: first, by: life.by, act: (ctx) => begin(stage, ctx, life, { isTask, responsiblePostId }) }
  const taken = steps.map((step, at): Scene => {
    const by = (actors[step] ?? (() => of(lead)))()
    const ago = agos[at] as number
    return {
      ago,
      by,
      act: (ctx, matter) => take(ctx, matter, step, inputOf(stage, life, step, { index, responsiblePostId }), life),
    }
  })
  const own = life.made ? taken : [raise, ...taken]
  const signed = agos[steps.indexOf('sign')] ?? 0
  const aside: Scene[] = [
    ...(life.nodes ?? []).flatMap((node) =>
      nodeScenes(stage, node, { by: lead ?? office, ago: Math.max(last, signed) }),
    ),
    ...(life.carry ? [carryScene(stage, second, life.carry, { first, last })] : []),
    ...(life.supervise ? [plain(second, life.supervise.ago, 'supervise', { reason: life.supervise.why })] : []),
    ...(life.comments ?? []).map(({ by, ago, text }) => plain(by, ago, 'comment', { text })),
  ]
  return aside.reduce(slotIn, own)
}

/** Puts a scene after the last one of the same or an earlier day, so that the order within the story is its order in time. */
const slotIn = (scenes: Scene[], scene: Scene): Scene[] => {
  const at = scenes.findIndex(({ ago }) => ago < scene.ago)
  return at === -1 ? [...scenes, scene] : [...scenes.slice(0, at), scene, ...scenes.slice(at)]
}

const plain = (by: string, ago: number, step: Step, input: StepInput): Scene => ({
  ago,
  by,
  act: (ctx, { id, version }) =>
    takeMatterStep(ctx, { id, version, step, fileIds: [], ...copy(input), isVacancyKnown: true }),
})

const copy = ({ helpers, parts, ...input }: StepInput) => ({
  ...input,
  ...(helpers ? { helpers: [...helpers] } : {}),
  ...(parts ? { parts: [...parts] } : {}),
})

/** Carried into the year in its first working days, or now where the year is younger. */
const carryScene = (
  stage: Stage,
  by: string,
  reason: string,
  { first, last }: { first: number; last: number },
): Scene => {
  const early = stage.house.calendar().add(`${stage.today.slice(0, 4)}-01-01`, 4)
  const ago = Math.min(first - 3, Math.max(last, stage.house.calendar().between(early, stage.today)))
  return plain(by, Math.max(0, ago), 'carry', { reason })
}

const nodeScenes = (
  stage: Stage,
  { title, due, done, why }: { title: string; due: number; done?: number; why?: string },
  { by, ago }: { by: string; ago: number },
): Scene[] => {
  const node = { title, dueOn: stage.day(due), doneOn: null, explanation: null }
  const added: Scene = { ago, by, act: (ctx, { id, version }) => addNode(ctx, { id, version, ...node }) }
  if (done === undefined && why === undefined) return [added]
  const change = { doneOn: done === undefined ? null : stage.day(done), explanation: why ?? null }
  return [
    added,
    {
      ago: done === undefined ? Math.max(0, -due - 1) : -done,
      by,
      act: (ctx, { id, version, nodes }) =>
        saveNode(ctx, { id, version, nodeId: nodes.find((one) => one.title === title)?.id ?? 0, ...node, ...change }),
    },
  ]
}

const begin = async (
  stage: Stage,
  ctx: Context,
  life: Life,
  { isTask, responsiblePostId }: { isTask: boolean; responsiblePostId: number | null },
): Promise<Played> => {
  const { title, body, category } = life
  const fileIds = await keepPhotos(ctx, life.photos?.raise)
  if (isTask) {
    const { lead = '', helpers = [], due } = life
    return raiseTask(ctx, {
      ...{ title, body, category, fileIds },
      leadUnitId: stage.unit(lead),
      helperUnitIds: helpers.map(stage.unit),
      leaderPostId: responsiblePostId,
      dueOn: typeof due === 'number' ? stage.day(due) : null,
      isVacancyKnown: true,
    })
  }
  const side = life.behalfOf ?? ctx.acting.role
  return raiseNeed(ctx, {
    ...{ title, body, category, fileIds },
    direction: side === 'troop' || /某部$/.test(side) ? 'military-asks' : 'locality-asks',
    suggestedLeadUnitId: life.suggest ? stage.unit(life.suggest) : null,
    wishedOn: life.wish === undefined ? null : stage.day(life.wish),
    onBehalfOfUnitId: life.behalfOf ? stage.unit(life.behalfOf) : null,
    isDraft: life.far === 'draft',
    slip: null,
  })
}

type Told = { index: number; responsiblePostId: number | null }

/** What is written with each step. */
const inputOf = (stage: Stage, life: Life, step: Step, { index, responsiblePostId }: Told): StepInput => {
  const { why = '', answer = '', said = ['', ''], until = 15 } = life
  switch (step) {
    case 'assign':
      return {
        lead: { unitId: stage.unit(life.lead ?? '') },
        helpers: (life.helpers ?? []).map(stage.unit),
        dueOn: typeof life.due === 'number' ? stage.day(life.due) : null,
        responsiblePostId,
      }
    case 'propose-decline':
      return { clause: life.clause ?? '', explanation: why }
    case 'progress':
      return { text: said[0] }
    case 'report':
      return { text: said[1] ?? said[0] }
    case 'ask-time':
      return { dueOn: stage.day(until), reason: why }
    case 'ask-hang':
      return { cause: why, reviewOn: stage.day(until) }
    case 'confirm':
      return { text: answer || CONFIRMED[index % CONFIRMED.length] }
    case 'refuse-decline':
    case 'refuse-time':
    case 'uphold':
      return { reason: answer }
    case 'lift-hang':
      return { text: answer }
    case 'return':
    case 'withdraw':
    case 'not-ours':
    case 'recall':
    case 'send-back':
    case 'reopen':
      return { reason: why }
    default:
      return {}
  }
}

const take = async (
  ctx: Context,
  { id, version }: Played,
  step: Step,
  input: StepInput,
  life: Life,
): Promise<Played> => {
  const photos = step === 'report' ? life.photos?.report : step === 'progress' ? life.photos?.progress : undefined
  return takeMatterStep(ctx, {
    id,
    version,
    step,
    ...copy(input),
    isVacancyKnown: true,
    fileIds: await keepPhotos(ctx, photos),
  })
}

/** The lives of matters as stories that can be played. */
export const storiesOf = (stage: Stage, lives: readonly Life[]): Story[] =>
  lives.map((life, index) => ({ name: life.title, scenes: scenesOf(stage, life, index), matter: life.made }))
