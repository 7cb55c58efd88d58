import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { afterCommit, type Tx } from '../db/transaction.ts'
import { liveHub } from './live.ts'

/**
 * A notice 消息 for posts: what happened (`kind`) to which thing (`topic`, 'statement:12'). A matter or document that it
 * names decides by its row policies whether the reader sees the notice at all, and gives it its words. `line` is for a
 * topic whose words stand nowhere else: it must say nothing that one of these posts may not read; `code` and `said` go with
 * it as number and second line. `href` is where the topic opens (a path of the screens).
 */
export type Notice = {
  postIds: readonly number[]
  topic: `${string}:${number}`
  kind: string
  matterId?: number
  documentId?: number
  line?: string
  code?: string
  said?: string
  href?: string
}

/**
 * Leaves notices inside the caller's change: in one statement, however many posts. One unread line stands for a post and
 * topic; a later change joins it. The post that acts is told nothing. Open pages of those posts hear of it once committed.
 */
export const notify = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  notices: readonly Notice[],
): Promise<void> => {
  const given = notices
    .map(({ postIds, ...notice }) => ({
      ...notice,
      postIds: [...new Set(postIds)].filter((id) => id !== acting.postId),
      at: now,
      byPostId: acting.postId,
      cityId: acting.cityId,
    }))
    .filter(({ postIds }) => postIds.length > 0)
  if (given.length === 0) return
  const { rows } = await sql<{ post: number }>`
    select leave_notices as post from leave_notices(${JSON.stringify(given)}::jsonb)`.execute(tx)
  announce(
    tx,
    rows.map(({ post }) => post),
  )
}

/** Tells open pages of these posts, once the change is committed, that there is news. */
export const announce = (tx: Tx, postIds: readonly number[]): void => {
  if (postIds.length > 0) afterCommit(tx, (pool) => liveHub(pool).announce(postIds))
}

/** Which of these posts may read a matter's words, or a document, by the row policies themselves; in the order given. */
export const postsThatRead = async (
  tx: Tx,
  subject: 'matter' | 'document',
  id: number,
  postIds: readonly number[],
): Promise<number[]> => {
  if (postIds.length === 0) return []
  const { rows } = await sql<{ post: number }>`
    select posts_that_read as post from posts_that_read(${subject}, ${id}::int, ${[...postIds]}::int[])`.execute(tx)
  const readers = new Set(rows.map(({ post }) => post))
  return postIds.filter((post) => readers.has(post))
}
