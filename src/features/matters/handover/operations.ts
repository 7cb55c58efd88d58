import type { Acting } from '../../../platform/acting.ts'
import { addDays } from '../../../platform/calendar/index.ts'
import { type Context, dayOf } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { toRow } from '../operations/shared.ts'
import { countMatters } from '../store/counts.ts'
import { type Asker, comingDays, type MatterFilter, pageOfMatters } from '../store/lists.ts'
import { readMoreFacts } from '../store/rows.ts'
import { type Handover, type HandoverRow, handoverProblems, type WriteNote } from './contract.ts'
import { paperOf } from './paper.ts'
import { awaitsReceipt, changeOf, type Tenure } from './rules.ts'
import * as store from './store.ts'

/** How many rows the page carries of each list; the total says how many there are. */
const ROWS = 100
const PROMISES = 200
/** For how long a change of hands stays in the office's list, in days. */
const LATELY = 60
const MOST = 60
const NOT_YOURS = '交接单只给接任人、离任前的本人和所在地双拥办看。'

/** The post as it acts; whoever holds it now decides what he reported himself. */
const asPost = ({ acting }: Context, post: store.StoredPost, personId: number): Acting => ({
  ...acting,
  personId,
  postId: post.id,
  postName: post.name,
  role: post.role,
  unitId: post.unitId,
  unitName: post.unitName,
  regionId: post.regionId,
  regionPath: post.regionPath,
})

const isOffice = ({ acting }: Context, post: store.StoredPost): boolean =>
  acting.role === 'office' && post.regionPath.startsWith(acting.regionPath)

/** @throws Problem not-found */
const openedPost = async (ctx: Context, tx: Tx, id: number): Promise<store.StoredPost> => {
  const post = await store.findPost(tx, id)
  if (!post) throw new Problem(problems['not-found'])
  if (ctx.acting.postId !== id && !isOffice(ctx, post)) throw new Problem(problems['not-found'], { detail: NOT_YOURS })
  return post
}

const toPerson = (tenure: Tenure | null) =>
  tenure && {
    holderId: tenure.id,
    personName: tenure.personName,
    fromOn: tenure.fromOn,
    toOn: tenure.toOn,
  }

const listOf = async (ctx: Context, tx: Tx, asker: Asker, filter: MatterFilter) => {
  const { rows } = await pageOfMatters(tx, asker, filter, { sort: 'due', size: ROWS })
  const more = await readMoreFacts(
    tx,
    rows.map(({ id }) => id),
    ctx.today,
  )
  return { total: await countMatters(tx, asker, filter), rows: rows.map((row) => toRow(ctx, row, more)) }
}

const detailOf = async (ctx: Context, tx: Tx, id: number): Promise<Handover> => {
  const post = await openedPost(ctx, tx, id)
  const { today, calendar, acting } = ctx
  const tenures = (await store.listTenures(tx, [id])).get(id) ?? []
  const change = changeOf(tenures, today)
  const receipts = await store.listReceipts(tx, [id])
  const holder = change.isVacant ? null : change.successor
  const asker: Asker = { acting: asPost(ctx, post, holder?.personId ?? 0), viewer: acting, today, calendar }
  const year = Number(today.slice(0, 4))
  const since = `${year}-01-01`
  const isOwn = acting.postId === id
  const promises = await comingDays(tx, asker, '2000-01-01', '9999-12-31', PROMISES)
  const entries = await store.countEntries(tx, id, since)
  // An empty post's last tenure can still be described by the office.
  const described = holder ?? (isOwn ? null : change.predecessor)
  return {
    post: { id, name: post.name, role: post.role, unitName: post.unitName, regionName: post.regionName },
    today,
    year,
    isOwn,
    isVacant: change.isVacant,
    successor: toPerson(change.successor),
    predecessor: toPerson(change.predecessor),
    leaving: toPerson(change.leaving),
    receivedAt: (change.successor && receipts.get(change.successor.id)) ?? null,
    mayReceive:
      isOwn && change.successor?.personId === acting.personId && awaitsReceipt(change, new Set(receipts.keys())),
    received: (await store.findNote(tx, change.predecessor?.id)) ?? null,
    own: holder ? ((await store.findNote(tx, holder.id)) ?? null) : null,
    writes: described?.id ?? null,
    owe: await listOf(ctx, tx, asker, { view: 'owe' }),
    answer: await listOf(ctx, tx, asker, { view: 'answer' }),
    closed: await listOf(ctx, tx, asker, { view: 'mine', state: ['closed'], year }),
    promises: promises.map((one) => ({ ...one, isPast: one.on < today })),
    entries: entries.map(({ step, count }) => ({ step, count })),
    entered: entries.reduce((sum, { count }) => sum + count, 0),
  }
}

/** 交接单: what a post owes and when, what waits for it, what it did this year, and what was said. @throws not-found */
export const getHandover = (ctx: Context, { id }: { id: number }) => ctx.read((tx) => detailOf(ctx, tx, id))

/** The change of hands that the acting post has not received yet, or null. */
export const readMine = (ctx: Context) =>
  ctx.read(async (tx) => {
    const { postId, personId } = ctx.acting
    const change = changeOf((await store.listTenures(tx, [postId])).get(postId) ?? [], ctx.today)
    const receipts = await store.listReceipts(tx, [postId])
    const { predecessor, successor } = change
    if (!predecessor || successor?.personId !== personId || !awaitsReceipt(change, new Set(receipts.keys())))
      return null
    return { postId, predecessor: predecessor.personName, onDay: successor.fromOn }
  })

/** For an office the posts of its sub-tree that change hands or stand empty with work waiting; for others their own post. */
export const listHandovers = (ctx: Context) =>
  ctx.read(async (tx): Promise<HandoverRow[]> => {
    const { acting, today, calendar } = ctx
    const ids =
      acting.role === 'office'
        ? await store.listChanging(tx, acting.regionPath, { since: addDays(today, -LATELY), today, most: MOST })
        : [acting.postId]
    const tenures = await store.listTenures(tx, ids)
    const receipts = await store.listReceipts(tx, ids)
    const noted = await store.listNoted(tx, ids)
    const rows: HandoverRow[] = []
    for (const id of ids) {
      const post = await store.findPost(tx, id)
      if (!post) continue
      const change = changeOf(tenures.get(id) ?? [], today)
      const { successor, predecessor, leaving, isVacant } = change
      if (!isVacant && !predecessor && !leaving) continue
      const kind = isVacant ? 'vacant' : leaving ? 'leaving' : 'changed'
      const asker: Asker = {
        acting: asPost(ctx, post, isVacant ? 0 : (successor?.personId ?? 0)),
        viewer: ctx.acting,
        today,
        calendar,
      }
      const from = kind === 'leaving' ? leaving : predecessor
      const to = kind === 'leaving' ? null : successor
      rows.push({
        postId: id,
        postName: post.name,
        unitName: post.unitName,
        regionName: post.regionName,
        kind,
        predecessor: from?.personName ?? null,
        successor: to?.personName ?? null,
        onDay: kind === 'changed' ? (successor?.fromOn ?? null) : (from?.toOn ?? null),
        receivedAt: (successor && kind === 'changed' && receipts.get(successor.id)) || null,
        owe: await countMatters(tx, asker, { view: 'owe' }),
        answer: await countMatters(tx, asker, { view: 'answer' }),
        hasNote: from !== null && noted.has(from.id),
      })
    }
    return rows
  })

/**
 * 交接说明, written by whoever holds the post or by the office of its place; it stands once the tenure is over, and the
 * office may still write one for a post that was left empty.
 * @throws Problem not-found, note-closed, out-of-date, secrecy
 */
export const writeNote = (ctx: Context, { id, holderId, version, text }: WriteNote) => {
  refuseSecrets({ '/text': text })
  return ctx.change('handover.write', async (tx) => {
    const before = await detailOf(ctx, tx, id)
    if (before.writes !== holderId) throw new Problem(handoverProblems['note-closed'])
    if (!(await store.saveNote(tx, ctx.acting, id, { holderId, version, text }, ctx.now)))
      throw new Problem(problems['out-of-date'], { extra: { latest: await detailOf(ctx, tx, id) } })
    return {
      record: 'handover_notes',
      recordId: holderId,
      before: before.own?.holderId === holderId ? { text: before.own.text } : undefined,
      after: { postId: id, text },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** The successor says 已接. @throws Problem not-found, nothing-to-receive */
export const receiveHandover = (ctx: Context, { id, holderId }: { id: number; holderId: number }) =>
  ctx.change('handover.receive', async (tx) => {
    const before = await detailOf(ctx, tx, id)
    if (!before.mayReceive || before.successor?.holderId !== holderId)
      throw new Problem(handoverProblems['nothing-to-receive'])
    await store.insertReceipt(tx, { holderId, postId: id, personId: ctx.acting.personId, at: ctx.now })
    return {
      record: 'handover_receipts',
      recordId: holderId,
      after: { postId: id, owe: before.owe.total, answer: before.answer.total, closed: before.closed.total },
      answer: await detailOf(ctx, tx, id),
    }
  })

/** The page as a Word file with room for both signatures. @throws Problem not-found */
export const handoverPaper = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const page = await getHandover(ctx, { id })
  const bytes = await paperOf(page, dayOf(ctx.now), exportMark(ctx))
  const rows = page.owe.rows.length + page.answer.rows.length + page.promises.length
  await auditExport(ctx, 'handover.export', { record: 'posts', recordId: id, kind: 'docx', rows })
  return download(`${page.post.name}交接单 ${ctx.today}`, 'docx', bytes)
}
