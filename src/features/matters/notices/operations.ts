import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { announce } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { STEP_DONE_WORDS } from '../words.ts'
import type { LeftMatter, Notice, NoticeAbout, NoticeQuery, ReadNotices } from './contract.ts'
import * as store from './store.ts'

type Page = { rows: Notice[]; total: number; next: string | null; unread: number; asOf: string }

/** 消息 of the acting post: unread first, one line for a thing. @throws Problem not-valid for an unknown page key */
export const listNotices = (ctx: Context, query: NoticeQuery): Promise<Page> =>
  ctx.read(async (tx) => {
    const { rows, next, total } = await store.pageOfNotices(tx, ctx.acting.postId, query)
    return {
      rows: rows.map(toNotice),
      total,
      next,
      unread: await store.countUnread(tx, ctx.acting.postId),
      asOf: ctx.now,
    }
  })

/** How many things have news for the acting post. */
export const countNotices = (ctx: Context): Promise<{ unread: number }> => ctx.read((tx) => unreadOf(tx, ctx))

const unreadOf = async (tx: Tx, { acting }: Context) => ({ unread: await store.countUnread(tx, acting.postId) })

/** Marks a thing, or everything up to an instant, as read. Where nothing is unread nothing is written. */
export const readNotices = async (ctx: Context, { topic, until }: ReadNotices): Promise<{ unread: number }> => {
  const meant = await ctx.read((tx) => store.countUnread(tx, ctx.acting.postId, topic))
  if (meant === 0) return countNotices(ctx)
  return ctx.change('notice.read', async (tx) => {
    const by = { postId: ctx.acting.postId, personId: ctx.acting.personId, now: ctx.now }
    const read = await store.markRead(tx, by, { topic, until })
    // Other windows of the same post count anew.
    announce(tx, [ctx.acting.postId])
    return {
      record: 'posts',
      recordId: ctx.acting.postId,
      after: { read, topic: topic ?? null, until: until ?? null },
      answer: await unreadOf(tx, ctx),
    }
  })
}

/** Words of what happened beside the steps of a matter. */
const KIND_WORDS: Record<string, string> = {
  publish: '来文交办',
  freeze: '对账单待签',
  'to-sign': '对方已签，待本方签',
  signed: '对账单已签',
  'signed-both': '双方都已签',
  'approval-ask': '报批待审',
  'approval-approve': '报批已同意',
  'approval-refuse': '报批没有同意',
  'reset-sign-in': '登录被重置',
  'unified-another': '统一身份对不上',
  'fact-return': '实绩被退回',
  'fact-keep': '更正申请未同意',
  'merit-hand-back': '喜报待转送',
  'merit-send-on': '喜报转来',
}

/** What took a matter away from a post. */
const LEFT_WORDS: Record<store.LeftKind, string> = {
  recall: '收回交办',
  assign: '改派',
  'change-leader': '改责任领导',
  restore: '整批撤回',
}

const leftWords = (kinds: string[]): string => LEFT_WORDS[kinds.at(-1) as store.LeftKind] ?? ''

/**
 * What left the acting post, for whoever opens a matter that he may no longer read: what he knew, who took it away and why.
 * @throws Problem not-found where none has left it
 */
export const leftMatter = (ctx: Context, { id }: { id: number }): Promise<LeftMatter> =>
  ctx.read(async (tx) => {
    const left = await store.findLeft(tx, ctx.acting.postId, id)
    if (!left) throw new Problem(problems['not-found'])
    const { code, title, reason, kinds, at, byPost } = left
    return { code, title, reason, at, who: byPost, what: leftWords(kinds) }
  })

/** `instruction:7` is about an instruction, whatever that one is about. */
const aboutOf = (topic: string): { about: NoticeAbout; aboutId: number | null } => {
  const [kind = '', id = ''] = topic.split(':')
  const about = (['matter', 'left', 'document', 'instruction', 'statement'] as const).find((one) => one === kind)
  return about ? { about, aboutId: Number(id) } : { about: 'other', aboutId: null }
}

const HREFS: Record<NoticeAbout, (id: number) => string> = {
  matter: (id) => `/matters?open=${id}`,
  left: (id) => `/matters?open=${id}`,
  document: (id) => `/sources/${id}`,
  instruction: (id) => `/instructions?open=${id}`,
  statement: (id) => `/statements/${id}`,
  other: () => '/notices',
}

const toNotice = (row: store.StoredNotice): Notice => {
  const { about, aboutId } = aboutOf(row.topic)
  const step = row.step ?? row.kinds.at(-1) ?? ''
  const words: Record<string, string> = STEP_DONE_WORDS
  return {
    id: row.id,
    topic: row.topic,
    about,
    aboutId,
    at: row.at,
    isRead: row.isRead,
    changes: row.changes,
    code: row.code,
    title: row.title ?? row.documentTitle ?? row.line,
    who: row.byPost,
    what: about === 'left' ? leftWords(row.kinds) : (words[step] ?? KIND_WORDS[step] ?? ''),
    said: excerpt(row.said ?? (row.title || row.documentTitle ? row.line : '')),
    isForMe: row.kinds.some((kind) => store.FOR_ME.includes(kind)) && !row.kinds.includes(store.SETTLING),
    href: row.href ?? HREFS[about](aboutId ?? 0),
  }
}

const SAID = 120

const excerpt = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > SAID ? `${flat.slice(0, SAID)}…` : flat
}
