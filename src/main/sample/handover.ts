import { writeNote } from '../../features/matters/handover/index.ts'
import { appoint } from '../../features/org/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import { systemTransaction } from '../../platform/db/transaction.ts'
import type { Stage } from './stage.ts'

/** Who leaves a post on the day of the first start, and who takes it over. */
export const HANDOVER = { leaver: 'wlj', successor: 'wlj2', name: '市文化广电旅游局联络员乙' } as const

/** One post changes hands on the day of the first start: the note is written the day before, the receipt is still to come. */
export const layHandover = async (stage: Stage): Promise<void> => {
  const { postId, personId } = stage.actor(HANDOVER.leaver)
  const { holderId, successorId } = await systemTransaction(stage.house.pool, async (tx) => {
    const holder = await tx
      .selectFrom('post_holders')
      .select('id')
      .where('post_id', '=', postId)
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    const person = await tx
      .selectFrom('people')
      .select('id')
      .where('login', '=', HANDOVER.successor)
      .executeTakeFirstOrThrow()
    return { holderId: holder.id, successorId: person.id }
  })
  const yesterday = { day: addDays(stage.today, -1), minute: 960 }
  await writeNote(stage.at(HANDOVER.leaver, yesterday), {
    id: postId,
    holderId,
    version: null,
    text: '景区优待窗口的标牌已做好，等安装。\n双拥文艺演出的场地已与体育馆说定，节目单由宣传部门给。',
  })
  await appoint(stage.at('aq', { day: stage.today, minute: 520 }), {
    id: postId,
    personId: successorId,
    fromOn: stage.today,
    toOn: null,
    replaces: [holderId],
  })
}
