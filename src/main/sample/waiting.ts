import type { GivenFact } from '../../features/facts/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import { type Given, type SampleLine, VILLAGE } from './fact-lines.ts'
import { given, write } from './facts.ts'
import { keepPhotos } from './photos.ts'
import type { Stage } from './stage.ts'

/** What two villages of one township wrote down in the last weeks. */
const DONE = [
  (n) => (VILLAGE[0] as SampleLine).fact(n),
  (n) => ({
    kind: 'activity',
    title: ['义诊理发进小区', '老兵包饺子', '清扫烈士纪念碑', '优待政策咨询', '军属缝补日'][n % 5] as string,
    fields: { type: 'volunteer' },
    quantities: [{ key: 'people', value: 30 + (n % 4) * 6, qualifier: '余' }],
  }),
  (n) => ({
    kind: 'education',
    title: ['社区国防小课堂', '院坝英烈故事会', '暑期国防读书角'][n % 3] as string,
    fields: { audience: 'public', content: '英烈故事、国防常识', form: 'lecture' },
    quantities: [
      { key: 'people', value: 25 + (n % 5) * 4, qualifier: '约' },
      { key: 'hours', value: 1, qualifier: null },
      { key: 'sessions', value: 1, qualifier: null },
    ],
  }),
] as const satisfies readonly ((n: number) => Given)[]

/** So many of each village, one every other day, written down week by week. */
const EACH = 15
const A_WEEK = 4

/**
 * What waits for the township's 核对: about fifty, three of them odd: ten times the usual money, the picture of another one, a day
 * outside its campaign. A campaign of the county has facts of township and villages in it.
 */
export const layWaiting = async (stage: Stage): Promise<void> => {
  const { today } = stage
  const at = (login: string, ago: number) => stage.at(login, { day: addDays(today, -ago), minute: 990 })
  const campaignId = await campaignOf(stage)
  for (const [place, login] of (['cj1', 'cj2'] as const).entries()) {
    const quiet = await quietDays(stage, login)
    const facts = Array.from({ length: EACH }, (_, index) => {
      const fact = DONE[index % DONE.length]?.(index + place) as Given
      return { fact, startsOn: quiet(fact.kind, 2 + index * 2) }
    }).sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1))
    for (let from = 0; from < EACH; from += A_WEEK) {
      const week = facts.slice(from, from + A_WEEK)
      const ctx = stage.at(login, { day: week.at(-1)?.startsOn ?? today, minute: 990 })
      await write(
        ctx,
        week.map(({ fact, startsOn }) => given(ctx, fact, startsOn)),
      )
    }
    const ctx = at(login, 1)
    const one = (fact: Given, ago: number): GivenFact => given(ctx, fact, quiet(fact.kind, ago))
    const visit = DONE[0](place)
    await write(
      ctx,
      login === 'cj1'
        ? [
            one({ ...visit, quantities: [{ key: 'money', value: 5000, qualifier: null }] }, 4),
            one({ ...DONE[1](2), files: await pictureOfAnother(stage) }, 5),
            one({ ...DONE[1](1), title: '双拥月老兵讲故事', campaignId }, 12),
          ]
        : [one({ ...DONE[2](1), title: '双拥月国防小课', campaignId }, 3)],
    )
  }
  const ctx = at('fwz', 9)
  const fileIds = await keepPhotos(ctx, ['双拥月义诊'])
  await write(ctx, [
    given(
      ctx,
      {
        ...{ ...DONE[1](0), title: '双拥月义诊进街道', campaignId },
        files: fileIds.map((fileId) => ({ fileId, caption: '' })),
      },
      addDays(today, -14),
    ),
  ])
}

/** 双拥月 of the county (facts.ts). */
const campaignOf = async ({ house, actor }: Stage): Promise<number> => {
  const { rows } = await house.pool.query<{ id: number }>(
    "select id from facts where kind = 'campaign' and entered_unit_id = $1 order by id desc limit 1",
    [actor('lcq-sby').unitId],
  )
  if (!rows[0]) throw new Error('the sample has no campaign')
  return rows[0].id
}

/** The picture of a fact that the township has checked already. */
const pictureOfAnother = async ({ house, actor }: Stage): Promise<Given['files']> => {
  const { rows } = await house.pool.query<{ fileId: number }>(
    `select x.file_id as "fileId" from fact_files x join facts f on f.id = x.fact_id
     where f.entered_unit_id = $1 and f.state = 'checked' order by f.id desc limit 1`,
    [actor('cj1').unitId],
  )
  return rows.map(({ fileId }) => ({ fileId, caption: '' }))
}

/** Days so long ago, or the next earlier ones, on which the village wrote nothing of that kind yet. */
const quietDays = async ({ house, today, actor }: Stage, login: string) => {
  const { rows } = await house.pool.query<{ kind: string; startsOn: string }>(
    'select kind, starts_on::text as "startsOn" from facts where region_id = $1',
    [actor(login).regionId],
  )
  const taken = new Set(rows.map(({ kind, startsOn }) => `${kind} ${startsOn}`))
  return (kind: string, ago: number): string => {
    let day = addDays(today, -ago)
    while (taken.has(`${kind} ${day}`)) day = addDays(day, -1)
    taken.add(`${kind} ${day}`)
    return day
  }
}
