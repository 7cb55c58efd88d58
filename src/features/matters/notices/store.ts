import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { beforeCommit, type Tx } from '../../../platform/db/transaction.ts'
import { announce, notify } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import type { NoticeQuery } from './contract.ts'

const written = new WeakMap<Tx, { entryIds: number[] }>()

/**
 * Tells the parties what these entries say, at the end of the change: one statement for all entries of the transaction,
 * however many, with the parties as they are after it.
 */
export const tellParties = (tx: Tx, entryIds: readonly number[]): void => {
  const gathered = written.get(tx) ?? { entryIds: [] }
  written.set(tx, gathered)
  gathered.entryIds.push(...entryIds)
  beforeCommit(tx, gathered, async () => {
    const { rows } = await sql<{ post: number }>`
      select tell_parties as post from tell_parties(${gathered.entryIds}::int[])`.execute(tx)
    announce(
      tx,
      rows.map(({ post }) => post),
    )
  })
}

/** Who does a matter or is in charge of it: lead and helpers, the leading post and the responsible leader. */
export type Doers = { units: readonly number[]; posts: readonly number[] }

/** A change after which somebody may no longer be one of the doers. `title` and `code` as they could read them until now. */
export type Departure = {
  matterId: number
  code: string | null
  title: string | null
  /** The office, or the unit that handed the part down: it hears of its own matters in the ordinary way. */
  officeUnitId: number
  kind: LeftKind
  reason: string
  before: Doers
  after: Doers
}

/** 收回交办, 改派, 改责任领导, 整批撤回. */
export type LeftKind = 'recall' | 'assign' | 'change-leader' | 'restore'

const departures = new WeakMap<Tx, Map<number, Departure>>()

/**
 * Tells whoever a matter leaves with this change what it was, who took it away and why, and nothing that came after: the
 * line keeps its own words, because the matter's own can no longer be read (docs/adr/0019). Decided at the end of the
 * change: who is taken off and put back in one go (按新版改动) is told nothing.
 */
export const tellLeft = (tx: Tx, by: Pick<Context, 'acting' | 'now'>, departure: Departure): void => {
  const gathered = departures.get(tx) ?? new Map<number, Departure>()
  departures.set(tx, gathered)
  const first = gathered.get(departure.matterId)
  gathered.set(departure.matterId, first ? { ...first, after: departure.after } : departure)
  beforeCommit(tx, gathered, async () => {
    const left = [...gathered.values()].map((one) => ({ ...one, lost: lostBy(one) }))
    const posts = await postsOfUnits(
      tx,
      left.flatMap(({ lost }) => lost.units),
    )
    await notify(
      tx,
      by,
      left.map(({ matterId, code, title, kind, reason, lost }) => ({
        postIds: [...lost.posts, ...lost.units.flatMap((unitId) => posts.get(unitId) ?? [])],
        topic: `left:${matterId}`,
        kind,
        line: title ?? '',
        code: code ?? undefined,
        said: reason,
        href: `/matters?open=${matterId}`,
      })),
    )
  })
}

const lostBy = ({ before, after, officeUnitId }: Departure): { units: number[]; posts: number[] } => ({
  units: before.units.filter((unitId) => unitId !== officeUnitId && !after.units.includes(unitId)),
  posts: before.posts.filter((postId) => !after.posts.includes(postId)),
})

const postsOfUnits = async (tx: Tx, unitIds: readonly number[]): Promise<Map<number, number[]>> => {
  const found = new Map<number, number[]>()
  if (unitIds.length === 0) return found
  const rows = await tx
    .selectFrom('posts')
    .select(['id', 'unit_id as unitId'])
    .where('unit_id', 'in', [...new Set(unitIds)])
    .where('role', 'in', ['office', 'liaison', 'station', 'troop'])
    .execute()
  for (const { id, unitId } of rows) found.set(unitId, [...(found.get(unitId) ?? []), id])
  return found
}

export type StoredLeft = {
  code: string | null
  title: string
  reason: string
  kinds: string[]
  at: string
  byPost: string | null
}

/** The newest line that tells this post that a matter left it. */
export const findLeft = (tx: Tx, postId: number, matterId: number): Promise<StoredLeft | undefined> =>
  tx
    .selectFrom('notices as n')
    .leftJoin('posts as p', 'p.id', 'n.by_post_id')
    .select(['n.code', 'n.line as title', 'n.said as reason', 'n.kinds', 'n.at', 'p.name as byPost'])
    .where('n.post_id', '=', postId)
    .where('n.topic', '=', `left:${matterId}`)
    .orderBy('n.id', 'desc')
    .limit(1)
    .executeTakeFirst()

export type StoredNotice = {
  id: number
  topic: string
  kinds: string[]
  changes: number
  at: string
  isRead: boolean
  matterId: number | null
  documentId: number | null
  line: string
  href: string | null
  code: string | null
  title: string | null
  documentTitle: string | null
  step: string | null
  said: string | null
  byPost: string | null
}

/** Kinds that speak to the post itself: a remark that names it, an instruction to it, an answer for it, what waits for its own. */
export const FOR_ME = [
  'named',
  'instruct',
  'answer',
  'unsay',
  'remind',
  'ask-superior',
  'may-close',
  'freeze',
  'to-sign',
  'approval-ask',
  'reset-sign-in',
  'unified-another',
  'fact-return',
  'fact-keep',
  'merit-hand-back',
  'merit-send-on',
]

/** What settles all that waited before it. */
export const SETTLING = 'signed-both'

const isUnread = sql<boolean>`n.read_at is null`

const filtered = (tx: Tx, postId: number, { show, only }: Pick<NoticeQuery, 'show' | 'only'>) =>
  tx
    .selectFrom('notices as n')
    .where('n.post_id', '=', postId)
    .$if(show === 'unread', (query) => query.where(isUnread))
    .$if(only === 'me', (query) =>
      query.where(sql<boolean>`n.kinds && ${FOR_ME}::text[] and ${SETTLING} <> all(n.kinds)`),
    )
    .$if(only === 'matter', (query) => query.where(sql<boolean>`(n.matter_id is not null or n.topic like 'left:%')`))
    .$if(only === 'document', (query) => query.where('n.document_id', 'is not', null))

/** `after`: 1 for read ones, the instant and the id of the last row before. @throws Problem not-valid */
const parseKey = (after: string): { read: number; at: string; id: number } => {
  const [, read, at, id] = /^([01])~(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)~(\d{1,15})$/.exec(after) ?? []
  if (!at || Number.isNaN(Date.parse(at)))
    throw new Problem(problems['not-valid'], { detail: '翻页的位置不对，回到第一页再看。' })
  return { read: Number(read), at, id: Number(id) }
}

/** One page, unread first, then by the newest change. Whatever the reader may no longer see is left out by the row policies. */
export const pageOfNotices = async (
  tx: Tx,
  postId: number,
  query: NoticeQuery,
): Promise<{ rows: StoredNotice[]; next: string | null; total: number }> => {
  const isRead = sql<number>`(n.read_at is not null)::int`
  const key = query.after === undefined ? undefined : parseKey(query.after)
  const rows = await filtered(tx, postId, query)
    .leftJoin('matters as m', 'm.id', 'n.matter_id')
    .leftJoin('matter_texts as t', 't.matter_id', 'n.matter_id')
    .leftJoin('matter_entries as e', 'e.id', 'n.entry_id')
    .leftJoin('documents as d', 'd.id', 'n.document_id')
    .leftJoin('posts as p', 'p.id', 'n.by_post_id')
    .select([
      'n.id',
      'n.topic',
      'n.kinds',
      'n.changes',
      'n.at',
      sql<boolean>`n.read_at is not null`.as('isRead'),
      'n.matter_id as matterId',
      'n.document_id as documentId',
      'n.line',
      'n.href',
      sql<string | null>`coalesce(m.code, n.code)`.as('code'),
      't.title',
      'd.title as documentTitle',
      'e.step',
      sql<string | null>`coalesce(e.text, nullif(n.said, ''))`.as('said'),
      'p.name as byPost',
    ])
    .$if(key !== undefined, (paged) =>
      paged.where(
        sql<boolean>`(${isRead} > ${key?.read ?? 0}::int or (${isRead} = ${key?.read ?? 0}::int
          and (n.at, n.id) < (${key?.at ?? ''}::timestamptz, ${key?.id ?? 0}::bigint)))`,
      ),
    )
    .orderBy(isRead)
    .orderBy('n.at', 'desc')
    .orderBy('n.id', 'desc')
    .limit(query.size + 1)
    .execute()
  const page = rows.slice(0, query.size)
  const last = page.at(-1)
  const next = rows.length > query.size && last ? `${last.isRead ? 1 : 0}~${last.at}~${last.id}` : null
  const { count } = await filtered(tx, postId, query)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { rows: page, next, total: count }
}

export const countUnread = async (tx: Tx, postId: number, topic?: string): Promise<number> => {
  const { count } = await filtered(tx, postId, { show: 'unread' })
    .$if(topic !== undefined, (query) => query.where('n.topic', '=', topic ?? ''))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Marks the unread ones of a thing, or all of them, up to an instant; how many there were. */
export const markRead = async (
  tx: Tx,
  by: { postId: number; personId: number; now: string },
  { topic, until }: { topic?: string; until?: string },
): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable('notices')
    .set({ read_at: by.now, read_by_person_id: by.personId })
    .where('post_id', '=', by.postId)
    .where('read_at', 'is', null)
    .$if(topic !== undefined, (query) => query.where('topic', '=', topic ?? ''))
    .$if(until !== undefined, (query) => query.where('at', '<=', until ?? ''))
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
