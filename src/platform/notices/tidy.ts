import { type House, systemChange } from '../context.ts'

/** How long notices are kept, in days: read ones, and unread ones. They are no records of office (ADR 0010). */
const KEEP_READ = 90
const KEEP_UNREAD = 365
const DAY_MS = 24 * 3_600_000

/** Removes notices that are past their time; how many. */
export const forgetOldNotices = ({ pool, clock }: Pick<House, 'pool' | 'clock'>): Promise<number> =>
  systemChange(pool, clock, 'notice.forget', {}, async (tx) => {
    const before = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString()
    const { numDeletedRows } = await tx
      .deleteFrom('notices')
      .where((where) =>
        where.or([
          where('at', '<', before(KEEP_UNREAD)),
          where.and([where('read_at', 'is not', null), where('at', '<', before(KEEP_READ))]),
        ]),
      )
      .executeTakeFirst()
    const count = Number(numDeletedRows)
    return { record: 'notices', recordId: 'past', after: { count }, answer: count }
  })

/** Tidies now and once a day; returns how to stop. A failed turn is made up for by the next. */
export const keepNoticesTidy = (house: Pick<House, 'pool' | 'clock'>): (() => void) => {
  const turn = () => void forgetOldNotices(house).catch(() => undefined)
  turn()
  const daily = setInterval(turn, DAY_MS).unref()
  return () => clearInterval(daily)
}
