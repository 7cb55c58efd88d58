import type { InputField } from './moves.ts'
import type { Actor, MatterFacts, MatterState, OpenRequest, RequestKind, Step, StepInput } from './sides.ts'

/** What a step changes beside the state of a matter. */

type Who = { personId: number; postId: number; unitId: number }

/** What a step changes beside the state; the store applies them in this order. */
export type Effect =
  | { remove: 'draft' }
  | { lead: { unitId: number; postId: number | null }; helpers: number[]; responsiblePostId: number | null }
  /** `lead` clears lead, helpers and responsible leader; `report` and `confirmation` who and when. */
  | { clear: 'lead' | 'hung' | 'supervised' | 'report' | 'confirmation' }
  | { dueOn: string | null }
  /** 改责任领导: the post in charge from here on. */
  | { responsible: number }
  | { open: 'time'; newDueOn: string; reason: string }
  | { open: 'hang'; cause: string; reviewOn: string }
  | { open: 'decline'; clause: string; explanation: string }
  | { open: 'not-ours'; reason: string }
  /** 分解下达: one part for each unit, in this order. */
  | { handDown: { unitId: number; dueOn: string | null }[] }
  /** Why a part is still open. */
  | { explained: string }
  | { mergedInto: number }
  | { clear: 'merged' }
  /** A request answered; `dueOn` is the newly promised day of a granted time. */
  | { settle: RequestKind; granted: boolean; dueOn?: string }
  /** A request that fell away because the matter moved on. */
  | { fallen: RequestKind }
  | { set: 'hung'; cause: string; reviewOn: string }
  | { set: 'declined'; clause: string; explanation: string }
  | { mark: 'supervised' | 'carried' | 'confirmed-for' | 'contested' | 'unanswered' }
  | { unmark: 'confirmed-for' | 'contested' }
  | { reportedBy: Who; on: string }
  | { confirmedBy: Who; on: string }

/** Where a matter went, and what changed with it. */
export type Taken = { to: MatterState; effects: Effect[] }

/** The request of a kind that waits for its answer. */
export const requestOf = <K extends RequestKind>(matter: MatterFacts, kind: K) =>
  matter.openRequests.find((request): request is Extract<OpenRequest, { kind: K }> => request.kind === kind)

type StepTaken = { matter: MatterFacts; actor: Actor; input: StepInput; today: string }

/** What each step changes; a step that is missing here changes the state at most. */
export const EFFECTS: Partial<Record<Step, (taken: StepTaken) => Effect[]>> = {
  drop: () => [{ remove: 'draft' }],
  withdraw: ({ matter }) => [...fallen(matter), ...unhung(matter)],
  assign: ({ matter, input }) => [
    ...fallen(matter),
    {
      lead: { unitId: input.lead!.unitId, postId: input.lead!.postId ?? null },
      helpers: [...new Set(input.helpers)].filter((unitId) => unitId !== input.lead!.unitId),
      responsiblePostId: input.responsiblePostId ?? null,
    },
    { dueOn: isEmpty(input.dueOn) ? null : input.dueOn },
  ],
  uphold: ({ matter }) => [{ settle: 'not-ours', granted: false }, ...fallen(matter, 'not-ours')],
  recall: ({ matter }) => [...fallen(matter), { clear: 'lead' }],
  'propose-decline': ({ input }) => [
    { open: 'decline', clause: tidy(input.clause), explanation: tidy(input.explanation) },
  ],
  'agree-decline': ({ matter }) => {
    const { clause, explanation } = requestOf(matter, 'decline')!
    return [
      { settle: 'decline', granted: true },
      { set: 'declined', clause, explanation },
      ...fallen(matter, 'decline'),
      ...unhung(matter),
    ]
  },
  'refuse-decline': () => [{ settle: 'decline', granted: false }],
  'not-ours': ({ matter, input }) => [...fallen(matter), { open: 'not-ours', reason: tidy(input.reason) }],
  'ask-time': ({ input }) => [{ open: 'time', newDueOn: input.dueOn!, reason: tidy(input.reason) }],
  'grant-time': ({ matter, input }) => {
    const { newDueOn } = requestOf(matter, 'time')!
    return [{ settle: 'time', granted: true, dueOn: isEmpty(input.dueOn) ? newDueOn : input.dueOn }]
  },
  'refuse-time': () => [{ settle: 'time', granted: false }],
  'ask-hang': ({ input }) => [{ open: 'hang', cause: tidy(input.cause), reviewOn: input.reviewOn! }],
  'grant-hang': ({ matter, input }) => {
    const { cause, reviewOn } = requestOf(matter, 'hang')!
    return [
      { settle: 'hang', granted: true },
      { set: 'hung', cause, reviewOn: isEmpty(input.reviewOn) ? reviewOn : input.reviewOn },
    ]
  },
  'refuse-hang': () => [{ settle: 'hang', granted: false }],
  'lift-hang': () => [{ clear: 'hung' }],
  report: ({ matter, actor, today }) => [...fallen(matter), ...unhung(matter), { reportedBy: whoOf(actor), on: today }],
  'send-back': () => [{ clear: 'report' }],
  confirm: ({ matter, actor, input, today }) => [
    { confirmedBy: whoOf(actor), on: today },
    ...(input.slip ? [{ mark: 'confirmed-for' } as const] : []),
    ...unmarked(matter, 'contested'),
  ],
  contest: ({ matter }) => [
    { mark: 'contested' },
    ...(matter.state === 'closed'
      ? ([{ clear: 'confirmation' }, { clear: 'report' }, ...unmarked(matter, 'confirmed-for')] as const)
      : []),
  ],
  'close-unanswered': ({ actor, today }) => [{ mark: 'unanswered' }, { confirmedBy: whoOf(actor), on: today }],
  'hand-down': ({ input }) => [
    { handDown: input.parts!.map(({ unitId, dueOn }) => ({ unitId, dueOn: isEmpty(dueOn) ? null : dueOn })) },
  ],
  explain: ({ input }) => [{ explained: tidy(input.text) }],
  'agree-day': ({ matter }) => [{ settle: 'day', granted: true, dueOn: requestOf(matter, 'day')!.newDueOn }],
  'keep-day': () => [{ settle: 'day', granted: false }],
  merge: ({ matter, input }) => [...fallen(matter), ...unhung(matter), { mergedInto: input.targetId! }],
  unmerge: () => [{ clear: 'merged' }],
  reopen: ({ matter, input }) => [
    { clear: 'confirmation' },
    { clear: 'report' },
    ...unmarked(matter, 'confirmed-for'),
    ...(isEmpty(input.dueOn) ? [] : [{ dueOn: input.dueOn }]),
  ],
  supervise: () => [{ mark: 'supervised' }],
  'lift-supervise': () => [{ clear: 'supervised' }],
  'change-leader': ({ input }) => [{ responsible: input.responsiblePostId! }],
  carry: () => [{ mark: 'carried' }],
}

const whoOf = ({ personId, postId, unitId }: Actor): Who => ({ personId, postId, unitId })

/** A mark that no longer holds goes: what is open again was not confirmed for anybody. */
const unmarked = (matter: MatterFacts, mark: 'confirmed-for' | 'contested'): Effect[] =>
  matter.behalf?.marks.includes(mark) ? [{ unmark: mark }] : []

/** Requests that still wait fall away when the matter moves on. */
const fallen = (matter: MatterFacts, except?: RequestKind): Effect[] =>
  matter.openRequests.filter(({ kind }) => kind !== except).map(({ kind }) => ({ fallen: kind }))

const unhung = (matter: MatterFacts): Effect[] => (matter.hung ? [{ clear: 'hung' }] : [])

// A text of spaces only, ideographic and zero-width ones included, says nothing.
export const isEmpty = (value: StepInput[InputField]): value is null | undefined | '' =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && tidy(value) === '') ||
  (Array.isArray(value) && value.length === 0)

export const tidy = (text: string | null | undefined): string => (text ?? '').replace(/^[\s\u200b]+|[\s\u200b]+$/g, '')
