import { createHash } from 'node:crypto'
import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { FactFollower } from '../follow.ts'
import { lateWords } from '../late.ts'
import { recordFact } from '../operations/recording.ts'
import type { Arrival, Arrived as ArrivedShape } from './contract.ts'

type Arrived = z.output<typeof ArrivedShape>

/** Bound to the person: another's record is another record, whatever key it bears. */
const digestOf = (ctx: Context, key: string): Buffer =>
  createHash('sha256').update(`${ctx.acting.cityId}\n${ctx.acting.personId}\n${key}`).digest()

const findArrived = (ctx: Context, tx: Tx, digest: Buffer) =>
  tx
    .selectFrom('fact_arrivals as a')
    .innerJoin('facts as f', 'f.id', 'a.fact_id')
    .select(['f.id', 'f.code', 'f.is_late as isLate', 'f.is_after_close as isAfterClose'])
    .where('a.arrival_key', '=', digest)
    .where('a.person_id', '=', ctx.acting.personId)
    .executeTakeFirst()

const asArrived = ({
  id,
  code,
  isLate,
  isAfterClose,
}: {
  id: number
  code: string | null
  isLate: boolean
  isAfterClose: boolean
}): Arrived => ({
  ...{ id, code: code ?? '', isEarlier: true },
  said: lateWords([...(isLate ? ['late'] : []), ...(isAfterClose ? ['after-close'] : [])]),
})

const isTwice = (error: unknown): boolean =>
  (error as { constraint?: string } | null)?.constraint === 'fact_arrivals_pkey'

/**
 * Takes in a record that waited on a phone. It is judged as any other, the secrecy rules included, and becomes one fact, however
 * often it is sent: the key's digest stands beside the fact from the same transaction on, without end.
 * @throws Problem as recordFact
 */
export const takeArrival =
  (followers: readonly FactFollower[]) =>
  async (ctx: Context, { key, ...given }: Arrival): Promise<Arrived> => {
    const digest = digestOf(ctx, key)
    const earlier = () => ctx.read((tx) => findArrived(ctx, tx, digest))
    const arrived = await earlier()
    if (arrived) return asArrived(arrived)
    const noting: FactFollower = {
      follow: async (tx, { acting, now }, { step, facts: [fact] }) => {
        if (step !== 'record' || !fact) return []
        await tx
          .insertInto('fact_arrivals')
          .values({
            arrival_key: digest,
            city_id: acting.cityId,
            person_id: acting.personId,
            fact_id: fact.id,
            arrived_at: now,
          })
          .execute()
        return []
      },
    }
    try {
      const record = recordFact([...followers, noting])
      const { id, code, marks } = await record(ctx, { ...given, channel: 'phone', isDraft: false, replacesId: null })
      return { id, code, isEarlier: false, said: lateWords(marks) }
    } catch (error) {
      // Sent twice at the same moment: the other one came through.
      const other = isTwice(error) ? await earlier() : undefined
      if (!other) throw error
      return asArrived(other)
    }
  }
