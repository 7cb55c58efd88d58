import { answerInstruction, writeInstruction } from '../../features/matters/instructions/index.ts'
import type { House } from '../../platform/context.ts'
import { layCare } from './care.ts'
import { CITY_TASKS } from './city-tasks.ts'
import { COUNTY_TASKS } from './county-tasks.ts'
import { layEducation } from './education.ts'
import { layFacts } from './facts.ts'
import { handedStories } from './handed.ts'
import { layHandover } from './handover.ts'
import { layHonours } from './honours.ts'
import { layHouseholds } from './households.ts'
import { layImpact } from './impact.ts'
import { layImports } from './imports.ts'
import { layLeadingGroups } from './leading-groups.ts'
import { storiesOf } from './lives.ts'
import { LOCALITY_ASKS } from './locality-asks.ts'
import { MILITARY_ASKS } from './military-asks.ts'
import type { SampleWorld } from './organisation.ts'
import { layPast } from './past.ts'
import { handOutPlan } from './plan.ts'
import { layReports } from './reports.ts'
import { layRevision } from './revision.ts'
import { layRounds } from './rounds.ts'
import { openStage, play, type Stage } from './stage.ts'
import { statementStories } from './statements.ts'
import { layWaiting } from './waiting.ts'

/**
 * Plays the year of the sample city up to the day of the first start: a plan read in and handed out, tasks and needs in
 * every state, all through the operations of the screens.
 */
export const layBusiness = async (house: House, world: SampleWorld): Promise<void> => {
  const stage = await openStage(house, world)
  await layPast(stage)
  await layLeadingGroups(stage)
  await layImpact(stage)
  await layHouseholds(house)
  await layReports(stage)
  const planned = await handOutPlan(stage)
  const lives = [...planned, ...MILITARY_ASKS, ...LOCALITY_ASKS, ...CITY_TASKS, ...COUNTY_TASKS]
  await play(stage, [...storiesOf(stage, lives), ...statementStories(stage), ...handedStories(stage)])
  await layRevision(stage)
  await layFacts(stage)
  await layEducation(stage)
  await layCare(stage)
  await layWaiting(stage)
  await writeInstructions(stage)
  await readOldNotices(stage)
  await layHandover(stage)
  await layHonours(stage)
  await layRounds(stage)
  await layImports(stage)
}

/** The end of the office day: after everything else that happened on it. */
const LAST_MINUTE = 17 * 60 + 25

/** The leader wrote on a running task, which was answered, and on the published plan, which waits for the office. */
const writeInstructions = async (stage: Stage): Promise<void> => {
  const first = async (sql: string, values: unknown[] = []): Promise<number | undefined> =>
    (await stage.house.pool.query<{ id: number }>(`${sql} order by id limit 1`, values)).rows[0]?.id
  const when = { day: stage.today, minute: LAST_MINUTE }
  const task = "select id from matters where kind = 'task' and state = 'running' and lead_unit_id = $1"
  const matterId = await first(task, [stage.unit('市教育局')])
  if (matterId !== undefined) {
    const written = await writeInstruction(stage.at('ld', when), {
      matterId,
      postIds: [stage.actor('jyj').postId],
      text: '这项工作家属最关心，进度要往前赶，遇到问题及时提。',
      dueOn: null,
    })
    await answerInstruction(stage.at('jyj', when), { id: written.id, text: '已和各县区逐一核对，按期能完成。' })
  }
  const documentId = await first('select id from documents where published_at is not null')
  if (documentId === undefined) return
  await writeInstruction(stage.at('ld', when), {
    documentId,
    postIds: [stage.actor('sby').postId],
    text: '年中对照要点逐条梳理一遍，没有动的列出原因。',
    dueOn: stage.day(12),
  })
}

/** What is older than two working days was read by then, each by the holder of its post. */
const readOldNotices = async (stage: Stage): Promise<void> => {
  await stage.house.pool.query(
    `update notices n set read_at = n.at, read_by_person_id = h.person_id
     from post_holders h where h.post_id = n.post_id and n.at < $1::date`,
    [stage.day(-2)],
  )
}
