import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { notify } from '../../../platform/notices/notify.ts'
import * as sources from '../../sources/index.ts'
import { postsOfPlace } from './store.ts'

/** Opens a document to everybody in business once matters stand on it, and tells the posts of its place. */
export const openDocument = async (
  ctx: Context,
  tx: Tx,
  { id, regionId, publishedAt }: { id: number; regionId: number; publishedAt: string | null },
): Promise<void> => {
  if (publishedAt !== null) return
  await sources.publishDocument(tx, id, ctx.now)
  const postIds = await postsOfPlace(tx, regionId, ctx.today)
  await notify(tx, ctx, [{ postIds, topic: `document:${id}`, kind: 'publish', documentId: id }])
}
