import { urgeAnswers } from '../features/matters/index.ts'
import { fixedClock } from '../platform/context.ts'
import type { Made } from './scope.fixture.ts'
import type { Place } from './scope-cases.fixture.ts'
import type { Answer, Caller, PostKey, TestHouse } from './testing.ts'

/** What comes of matters later: handed down (分解件), merged into another one, asked of the post above the asker. */

type World = { units: Record<string, number>; posts: Record<string, number> }
type Start = Pick<Made, 'kind' | 'direction' | 'by' | 'lead' | 'leader'>

const must = ({ status, body }: Answer) => {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Titles of their own, so that a search for the words of the cases finds none of these. */
const TITLES = ['分解任务甲', '分解需求乙', '重复提出丙', '并入对象丁', '久等答复戊'] as const

export const layLater = async (house: TestHouse, { units, posts }: World): Promise<Made[]> => {
  const as = (key: string): Promise<Caller> => house.as(key as PostKey)
  const step = async (post: string, id: number, name: string, more: object = {}) => {
    const caller = await as(post)
    const { version } = must(await caller.get(`/matters/${id}`))
    return must(await caller.post(`/matters/${id}/steps`, { step: name, version, ...more }))
  }
  const raise = async (by: string, title: string): Promise<number> =>
    must(
      await (await as(by)).post('/matters', {
        direction: 'military-asks',
        category: 'facilities',
        title,
        body: '某事。',
      }),
    ).id
  const assign = (lead: string) => ({ lead: { unitId: units[lead] }, dueOn: '2026-09-30' })
  const made = (id: number, title: string, start: Start, more: Partial<Made>): Made => ({
    ...start,
    state: 'running',
    ...more,
    id,
    title,
    fileIds: [],
  })

  /** Hands parts of a running matter to units below its lead; each lies in the place of the unit that gets it. */
  const handDown = async (
    parent: Made,
    hander: string,
    parts: [unit: string, place: Place][],
    parentPlace: Place,
  ): Promise<Made[]> => {
    const { partList } = await step(hander, parent.id, 'hand-down', {
      parts: parts.map(([unit]) => ({ unitId: units[unit], dueOn: '2026-09-01' })),
    })
    return parts.map(([unit, place]) => {
      const { id } = partList.find(({ lead }: { lead: { id: number } }) => lead.id === units[unit])
      const { kind, direction, title } = parent
      const above = [
        ...(parent.above ?? []),
        { lead: parent.lead as string, leader: parent.leader, place: parentPlace },
      ]
      return made(id, title, { kind, direction, by: hander, lead: unit }, { state: 'assigned', place, above })
    })
  }

  // A task of the city through a bureau to two counties, and from one of them on to a township.
  const task = must(
    await (await as('office')).post('/matters/tasks', {
      ...{ category: 'facilities', title: TITLES[0], body: '说明。', leadUnitId: units.education, dueOn: '2026-09-30' },
      leaderPostId: posts['leader-second'],
    }),
  ).id as number
  const first = made(
    task,
    TITLES[0],
    {
      ...{ kind: 'task', direction: null, by: 'office', lead: 'education', leader: 'leader-second' },
    },
    {},
  )
  await step('education', task, 'sign')
  const parts = await handDown(
    first,
    'education',
    [
      ['lancheng-education', 'lancheng'],
      ['qinghe-education', 'qinghe'],
    ],
    'city',
  )
  const middle = { ...(parts[0] as Made), state: 'running' as const }
  await step('lancheng-education', middle.id, 'sign')
  const below = await handDown(middle, 'lancheng-education', [['station', 'lancheng-town']], 'lancheng')

  // A need of the troops, whose words stay as narrow in its part.
  const need = await raise('troop-lan', TITLES[1])
  await step('office', need, 'accept')
  await step('office', need, 'assign', assign('transport'))
  await step('transport', need, 'sign')
  const ofNeed = { kind: 'need', direction: 'military-asks', by: 'troop-lan', lead: 'transport' } as const
  const second = made(need, TITLES[1], ofNeed, {})
  const needParts = await handDown(second, 'transport', [['song-education', 'song']], 'city')

  // The same thing said twice.
  const ofCen = { kind: 'need', direction: 'military-asks', by: 'troop-cen' } as const
  const twice = await raise('troop-cen', TITLES[2])
  const target = await raise('troop-cen', TITLES[3])
  for (const id of [twice, target]) await step('office', id, 'accept')
  await step('office', twice, 'merge', { targetId: target, reason: '同一件事。' })

  // Reported, and nobody answers: the member of troop-cen's superior unit is asked.
  const waiting = await raise('troop-cen', TITLES[4])
  await step('office', waiting, 'accept')
  await step('office', waiting, 'assign', assign('police'))
  await step('police', waiting, 'sign')
  await step('police', waiting, 'report', { text: '已办结。' })
  for (const day of ['2026-07-17', '2026-07-23', '2026-07-29'])
    await urgeAnswers({ ...house.house, clock: fixedClock(day) }, waiting)

  return [
    ...[first, middle, ...parts.slice(1), ...below, second, ...needParts],
    made(twice, TITLES[2], ofCen, { state: 'withdrawn', isMerged: true }),
    made(target, TITLES[3], ofCen, { state: 'accepted' }),
    made(waiting, TITLES[4], ofCen, { state: 'reported', lead: 'police', superior: 'troop-lan' }),
  ]
}
