import * as z from 'zod'
import { endpoint, pageOf } from '../../../platform/http/contract.ts'

/** What a notice is about: 事项, 不再由本岗办的事项, 来文, 批示, 对账单, anything else. */
export const NOTICE_ABOUTS = ['matter', 'left', 'document', 'instruction', 'statement', 'other'] as const
export type NoticeAbout = (typeof NOTICE_ABOUTS)[number]

/** One line for a thing, with the newest change and how many there were since it was last read. */
export const Notice = z.object({
  id: z.number(),
  /** 'matter:12': what the changes are gathered by. */
  topic: z.string(),
  about: z.enum(NOTICE_ABOUTS),
  /** The matter, document or instruction; null for anything else. */
  aboutId: z.number().nullable(),
  at: z.string(),
  isRead: z.boolean(),
  changes: z.number(),
  /** Number of the matter: RW-2026-001. */
  code: z.string().nullable(),
  title: z.string(),
  /** Post that made the newest change; null for the program itself. */
  who: z.string().nullable(),
  /** What it did, in the word of the button: 报办结. */
  what: z.string(),
  /** What was said with it. */
  said: z.string(),
  /** Whether a remark named this post, or an instruction is addressed to it or answered for it. */
  isForMe: z.boolean(),
  /** Where it opens. */
  href: z.string(),
})
export type Notice = z.output<typeof Notice>

export const NoticeQuery = z.object({
  show: z.enum(['unread', 'all']).default('all'),
  /** `me`: 点名和批示 alone. */
  only: z.enum(['me', 'matter', 'document']).optional(),
  after: z.string().max(80).optional(),
  size: z.coerce.number().int().min(1).max(100).default(30),
})
export type NoticeQuery = z.output<typeof NoticeQuery>

/** Which notices were read: one thing, or everything up to the moment the list was read. */
export const ReadNotices = z.object({
  topic: z
    .string()
    .regex(/^[a-z-]{1,40}:\d{1,12}$/, { error: '要标为已读的一项写得不对，刷新后再试。' })
    .optional(),
  /** `asOf` of the list: what came later stays unread. */
  until: z.iso.datetime({ error: '时间写得不对，刷新后再试。' }).optional(),
})
export type ReadNotices = z.output<typeof ReadNotices>

/** A matter that left the acting post (收回交办, 改派): what it knew of it, who took it away and why; nothing of what came after. */
export const LeftMatter = z.object({
  code: z.string().nullable(),
  title: z.string(),
  /** 收回交办, 改派, 改责任领导, 整批撤回. */
  what: z.string(),
  /** Post that took it away. */
  who: z.string().nullable(),
  at: z.string(),
  reason: z.string(),
})
export type LeftMatter = z.output<typeof LeftMatter>

const Unread = z.object({ unread: z.number() })

export const notices = {
  list: endpoint('notices:read')
    .route({ method: 'GET', path: '/notices', summary: '消息' })
    .input(NoticeQuery)
    .output(pageOf(Notice).extend({ unread: z.number(), asOf: z.string() })),
  count: endpoint('notices:read')
    .route({ method: 'GET', path: '/notices/count', summary: '未读消息数' })
    .output(Unread),
  left: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters/{id}/left', summary: '已不归本岗位的事项' })
    .input(z.object({ id: z.coerce.number().int().positive() }))
    .output(LeftMatter),
  read: endpoint('notices:read')
    .route({ method: 'POST', path: '/notices/read', summary: '标为已读' })
    .input(ReadNotices)
    .output(Unread),
}
