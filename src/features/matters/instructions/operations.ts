import { type Context, dayOf } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { notify, postsThatRead } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { inTitleMarks } from '../../../platform/title-marks.ts'
import { matterProblems } from '../contract.ts'
import { createHandedTasks, pointersOfOne } from '../operations/handing.ts'
import { findOrRefuse } from '../operations/shared.ts'
import { insertEntries, touchMatter } from '../store/writes.ts'
import type { EntryStep } from '../words.ts'
import {
  type Instruction,
  type InstructionQuery,
  instructionProblems,
  type TurnInstruction,
  type WriteInstruction,
} from './contract.ts'
import { type InstructionFacts, mayDo, stateOf, titleOf } from './rules.ts'
import * as store from './store.ts'

const factsOf = (one: store.StoredInstruction): InstructionFacts => ({
  leaderPostId: one.leader.id,
  regionId: one.regionId,
  isWithdrawn: one.isWithdrawn,
  posts: one.posts.map(({ id, readAt, answeredAt }) => ({
    id,
    isRead: readAt !== null,
    isAnswered: answeredAt !== null,
  })),
  made: one.made ? { isClosed: one.made.state === 'closed' } : null,
})

const toInstruction = ({ acting }: Context, one: store.StoredInstruction): Instruction => {
  const facts = factsOf(one)
  const may = mayDo(facts, acting)
  const { id, at, leader, text, dueOn, matter, document, figure, posts, made, version } = one
  return {
    ...{ id, at, leader, text, dueOn, matter, document, figure, posts, version },
    state: stateOf(facts),
    made: made
      ? { id: made.id, name: made.name, code: made.code, isClosed: made.state === 'closed', result: made.result }
      : null,
    mayRead: may.read,
    mayAnswer: may.answer,
    mayTurn: may.turn,
    mayWithdraw: may.withdraw,
  }
}

/** Instructions 批示 that the acting post wrote, is addressed by, or turns into matters; newest first. */
export const listInstructions = (
  ctx: Context,
  query: InstructionQuery,
): Promise<{ rows: Instruction[]; total: number; next: string | null }> =>
  ctx.read(async (tx) => {
    const { rows, total } = await store.listInstructions(tx, ctx, query)
    const page = rows.slice(0, query.size)
    const next = rows.length > query.size ? String(page.at(-1)?.id) : null
    return { rows: page.map((one) => toInstruction(ctx, one)), total, next }
  })

/** Whom the leader may address: posts of his place and below; on a matter or document only those that may read it. */
export const listAddressees = (
  ctx: Context,
  { q, matterId, documentId }: { q?: string; matterId?: number; documentId?: number },
): Promise<{ id: number; name: string; unitName: string }[]> =>
  ctx.read(async (tx) => {
    const posts = (await store.postsBelow(tx, ctx.acting.regionPath, ctx.today, { q })).filter(
      ({ id }) => id !== ctx.acting.postId,
    )
    const ids = posts.map(({ id }) => id)
    const readers = matterId
      ? await postsThatRead(tx, 'matter', matterId, ids)
      : documentId
        ? await postsThatRead(tx, 'document', documentId, ids)
        : ids
    return posts.filter(({ id }) => readers.includes(id)).map(({ id, name, unitName }) => ({ id, name, unitName }))
  })

/**
 * A leader writes an instruction on what he sees. On a matter it stands in the timeline; the posts addressed are told, and
 * for a document or figure the office of his place too.
 * @throws Problem one-subject, not-found, outside-region, named-may-not-read, day-in-past, secrecy
 */
export const writeInstruction = (ctx: Context, input: WriteInstruction): Promise<Instruction> => {
  const { figure } = input
  refuseSecrets({ '/text': input.text, '/figure': figure ? Object.values(figure).join('\n') : undefined })
  const subjects = [input.matterId, input.documentId, figure].filter((one) => one !== undefined)
  if (subjects.length !== 1) throw new Problem(instructionProblems['one-subject'])
  if (input.dueOn !== null && input.dueOn < ctx.today) {
    const { detail } = matterProblems['day-in-past']
    throw new Problem(matterProblems['day-in-past'], { errors: [{ pointer: '/dueOn', detail }] })
  }
  return ctx.change('instruction.write', async (tx) => {
    const postIds = [...new Set(input.postIds)]
    const addressed = await requireAddressees(tx, ctx, { ...input, postIds })
    const id = await store.insertInstruction(tx, ctx, { ...input, postIds })
    const one = await found(tx, id)
    if (one.matter) {
      const details = {
        to: addressed.map(({ name }) => name),
        namedPostIds: postIds,
        askedFor: input.dueOn ?? undefined,
      }
      await inTimeline(tx, ctx, one.matter.id, 'instruct', input.text, details)
    } else await tell(tx, ctx, one, 'instruct', [...postIds, ...(await store.officePosts(tx, one.regionId, ctx.today))])
    return { record: 'instructions', recordId: id, after: { ...input, postIds }, answer: toInstruction(ctx, one) }
  })
}

/** The posts addressed. @throws Problem not-found, outside-region, named-may-not-read */
const requireAddressees = async (tx: Tx, ctx: Context, { matterId, documentId, postIds }: WriteInstruction) => {
  if (matterId !== undefined && !(await findOrRefuse(tx, matterId)).hasWords) throw new Problem(problems['not-yours'])
  if (documentId !== undefined) {
    const seen = await tx.selectFrom('documents').select('id').where('id', '=', documentId).executeTakeFirst()
    if (!seen) throw new Problem(problems['not-found'])
  }
  const posts = await store.postsBelow(tx, ctx.acting.regionPath, ctx.today, { ids: postIds })
  if (posts.length !== postIds.length || postIds.includes(ctx.acting.postId)) {
    const { detail } = instructionProblems['outside-region']
    throw new Problem(instructionProblems['outside-region'], { errors: [{ pointer: '/postIds', detail }] })
  }
  const subject = matterId !== undefined ? 'matter' : documentId !== undefined ? 'document' : null
  const readers = subject ? await postsThatRead(tx, subject, matterId ?? documentId ?? 0, postIds) : postIds
  const strangers = posts.filter(({ id }) => !readers.includes(id))
  if (strangers.length > 0) {
    const names = strangers.map(({ name }) => name).join('、')
    const detail = `${names}看不到这${subject === 'document' ? '份来文' : '件事项'}，批给双拥办或承办单位的岗位。`
    throw new Problem(matterProblems['named-may-not-read'], { detail, errors: [{ pointer: '/postIds', detail }] })
  }
  return posts
}

const found = async (tx: Tx, id: number): Promise<store.StoredInstruction> => {
  const one = await store.findInstruction(tx, id)
  if (!one) throw new Problem(problems['not-found'])
  return one
}

/** A line of the matter's timeline; its parties are told by it. */
const inTimeline = async (
  tx: Tx,
  ctx: Context,
  matterId: number,
  step: EntryStep,
  text: string,
  details: { to?: string[]; namedPostIds?: number[]; askedFor?: string },
): Promise<void> => {
  const { state } = await findOrRefuse(tx, matterId)
  await insertEntries(tx, ctx, [{ matterId, step, from: state, to: state, text, details }])
  await touchMatter(tx, ctx, matterId)
}

/** Tells posts of an instruction on a document or figure; all of them see the instruction and so its words. */
const tell = (tx: Tx, ctx: Context, one: store.StoredInstruction, kind: string, postIds: number[]): Promise<void> =>
  notify(tx, ctx, [
    {
      postIds,
      topic: `instruction:${one.id}`,
      kind,
      line: one.text,
      ...(one.document ? { documentId: one.document.id } : {}),
    },
  ])

/** The one post addressed has seen it. @throws Problem not-found, not-yours, instruction-withdrawn */
export const readInstruction = (ctx: Context, { id }: { id: number }): Promise<Instruction> =>
  ctx.change('instruction.read', async (tx) => {
    const before = await requireMine(tx, ctx, id)
    await store.markPost(tx, ctx, id)
    return {
      record: 'instructions',
      recordId: id,
      after: {
        postId: ctx.acting.postId,
        wasRead: before.posts.some((one) => one.id === ctx.acting.postId && one.readAt),
      },
      answer: toInstruction(ctx, await found(tx, id)),
    }
  })

/** @throws Problem not-found, not-yours, instruction-withdrawn */
const requireMine = async (tx: Tx, ctx: Context, id: number) => {
  const one = await found(tx, id)
  if (!one.posts.some((post) => post.id === ctx.acting.postId)) throw new Problem(problems['not-yours'])
  if (one.isWithdrawn) throw new Problem(instructionProblems['instruction-withdrawn'])
  return one
}

/** The post addressed answers in words; on a matter the answer stands in the timeline. @throws Problem already-answered and those of reading */
export const answerInstruction = (ctx: Context, { id, text }: { id: number; text: string }): Promise<Instruction> => {
  refuseSecrets({ '/text': text })
  return ctx.change('instruction.answer', async (tx) => {
    const one = await requireMine(tx, ctx, id)
    if (!(await store.markPost(tx, ctx, id, text))) throw new Problem(instructionProblems['already-answered'])
    if (one.matter) await inTimeline(tx, ctx, one.matter.id, 'answer', text, { namedPostIds: [one.leader.id] })
    else await tell(tx, ctx, one, 'answer', [one.leader.id])
    const after = await found(tx, id)
    return { record: 'instructions', recordId: id, after: { text }, answer: toInstruction(ctx, after) }
  })
}

/** 副组长 2026-07-14 批示：…, what the matter says of where it came from. */
const bodyOf = ({ leader, text, at, figure, document }: store.StoredInstruction): string => {
  const on = figure
    ? `就“${figure.place} ${figure.period} ${figure.name} ${figure.value}”`
    : document
      ? `在${inTitleMarks(document.name)}上`
      : ''
  return `${leader.name} ${dayOf(at)} ${on}批示：${text}`
}

/**
 * The office of the leader's place makes a task of it and hands it out at once (转为事项): led by the unit of the first
 * post addressed, helped by those of the others, with the leader in charge, by the day of the instruction.
 * @throws Problem not-found, not-yours, instruction-withdrawn, instruction-made, and the refusals of handing out
 */
export const turnInstruction = (ctx: Context, input: TurnInstruction): Promise<Instruction> =>
  ctx.change('instruction.turn', async (tx) => {
    const one = await found(tx, input.id)
    if (one.isWithdrawn) throw new Problem(instructionProblems['instruction-withdrawn'])
    if (one.made) throw new Problem(instructionProblems['instruction-made'])
    if (!mayDo(factsOf(one), ctx.acting).turn) throw new Problem(problems['not-yours'])
    const units = await unitsOf(
      tx,
      one.posts.map(({ id }) => id),
    )
    const names = one.posts.map(({ name }) => name)
    const leadUnitId = input.leadUnitId ?? (units[0] as number)
    const source = one.matter ? await findOrRefuse(tx, one.matter.id) : undefined
    // A day that went by while it waited is no promise any more.
    const given = one.dueOn !== null && one.dueOn < ctx.today ? null : one.dueOn
    const handed = () =>
      createHandedTasks(
        ctx,
        tx,
        [
          {
            title: input.title ?? titleOf(one.text, names),
            body: bodyOf(one),
            category: input.category ?? ((source?.category ?? 'other') as Category),
            leadUnitId,
            helperUnitIds: units.filter((unit) => unit !== leadUnitId),
            leaderPostId: one.leader.id,
            dueOn: input.dueOn === undefined ? given : input.dueOn,
            ...{ part: null, partTitle: null, documentId: null, clauseId: null, proposalId: null },
            ...{ startAt: 0, endAt: 0, quote: '' },
          },
        ],
        input.isVacancyKnown,
      )
    const { matters, more } = await pointersOfOne(handed)
    const [made] = matters
    if (!made || !(await store.linkMatter(tx, ctx, one.id, made.id)))
      throw new Problem(instructionProblems['instruction-made'])
    if (one.matter) await inTimeline(tx, ctx, one.matter.id, 'made', `已转为事项 ${made.code}：${made.title}`, {})
    return {
      record: 'instructions',
      recordId: one.id,
      after: { matterId: made.id, code: made.code },
      more,
      answer: toInstruction(ctx, await found(tx, one.id)),
    }
  })

type Category = NonNullable<TurnInstruction['category']>

/** The units of posts, each once, in the order of the posts. */
const unitsOf = async (tx: Tx, postIds: number[]): Promise<number[]> => {
  const rows = await tx.selectFrom('posts').select(['id', 'unit_id as unitId']).where('id', 'in', postIds).execute()
  const units = postIds.flatMap((id) => rows.find((row) => row.id === id)?.unitId ?? [])
  return [...new Set(units)]
}

/** The leader takes it back while it has not become a matter. @throws Problem not-found, not-yours, instruction-made, instruction-withdrawn, out-of-date */
export const withdrawInstruction = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<Instruction> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('instruction.withdraw', async (tx) => {
    const one = await found(tx, id)
    if (one.leader.id !== ctx.acting.postId) throw new Problem(problems['not-yours'])
    if (one.isWithdrawn) throw new Problem(instructionProblems['instruction-withdrawn'])
    if (one.made) throw new Problem(instructionProblems['instruction-made'])
    if (!(await store.withdrawInstruction(tx, ctx.now, id, version)))
      throw new Problem(problems['out-of-date'], { extra: { latest: toInstruction(ctx, one) } })
    const postIds = one.posts.map((post) => post.id)
    if (one.matter) await inTimeline(tx, ctx, one.matter.id, 'unsay', reason, { namedPostIds: postIds })
    else await tell(tx, ctx, one, 'unsay', postIds)
    return { record: 'instructions', recordId: id, after: { reason }, answer: toInstruction(ctx, await found(tx, id)) }
  })
}
