import type { WrittenMember } from '../../features/org/groups/contract.ts'
import { addLiaison, adjustGroup, foundGroup } from '../../features/org/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import { systemTransaction } from '../../platform/db/transaction.ts'
import type { Stage } from './stage.ts'

/** How many days ago the groups were founded, and the city's was adjusted. */
const FOUNDED = 430
const ADJUSTED = 75

/** Member units of the city's group, in official order; the last came with the adjustment. */
const MEMBERS = [
  '市教育局',
  '市公安局',
  '市民政局',
  '市财政局',
  '市人力资源和社会保障局',
  '市交通运输局',
  '市退役军人事务局',
]
const NEWCOMER = '市医疗保障局'

const COUNTIES = [
  { login: 'lcq-sby', name: '澜城区', word: '区', unit: '澜城区教育局' },
  { login: 'qhx-sby', name: '青禾县', word: '县', unit: '青禾县教育局' },
]

const plain = (role: WrittenMember['role'], title: string): WrittenMember => ({
  role,
  title,
  personName: null,
  postId: null,
  unitId: null,
})

type Posts = Map<string, { id: number; unitId: number; regionId: number }>

const readPosts = (stage: Stage): Promise<Posts> =>
  systemTransaction(stage.house.pool, async (tx) => {
    const rows = await tx.selectFrom('posts').select(['id', 'name', 'unit_id', 'region_id']).execute()
    return new Map(rows.map(({ id, name, unit_id, region_id }) => [name, { id, unitId: unit_id, regionId: region_id }]))
  })

/**
 * Leading groups on four levels: the city's founded and once adjusted, two counties', a township's and a village's; in one
 * county a member has left his post since. Liaisons with telephone numbers that nobody has.
 */
export const layLeadingGroups = async (stage: Stage): Promise<void> => {
  const posts = await readPosts(stage)
  const day = (ago: number) => addDays(stage.today, -ago)
  const at = (login: string, ago: number) => stage.at(login, { day: day(ago), minute: 600 })
  const onPost = (role: WrittenMember['role'], title: string, post: string): WrittenMember => ({
    ...plain(role, title),
    postId: posts.get(post)?.id ?? null,
    unitId: posts.get(post)?.unitId ?? null,
  })
  const year = (ago: number) => day(ago).slice(0, 4)
  const byDocument = (number: string, ago: number, members: WrittenMember[]) => ({
    docNumber: `${number}〔${year(ago)}〕${ago === FOUNDED ? 6 : 11}号`,
    docOn: day(ago),
    fromOn: day(ago),
    note: '',
    members,
  })

  const city = stage.unit('市双拥工作领导小组')
  const leaders = [
    plain('head', '市委副书记、市长'),
    plain('first-head', '市委书记'),
    { ...plain('standing-deputy', '军分区政治委员'), unitId: stage.unit('军分区') },
    onPost('deputy', '副市长', '市双拥工作领导小组副组长'),
    onPost('office-head', '市退役军人事务局局长', '市退役军人事务局联络员'),
  ]
  const members = MEMBERS.map((name) => onPost('member', `${name}副局长`, `${name}联络员`))
  const first = await adjustGroup(at('sby', FOUNDED), {
    id: city,
    basedOn: 0,
    ...byDocument('澜委办', FOUNDED, [...leaders, ...members]),
  })
  await adjustGroup(at('sby', ADJUSTED), {
    id: city,
    basedOn: first.basedOn,
    ...byDocument('澜委办', ADJUSTED, [
      ...leaders,
      ...members,
      onPost('member', `${NEWCOMER}副局长`, `${NEWCOMER}联络员`),
    ]),
  })

  for (const { login, name, word, unit } of COUNTIES) {
    // In the second county the person named by the document is no longer the one in the post.
    const liaison = onPost('member', `${word}教育局副局长`, `${unit}联络员`)
    await adjustGroup(at(login, FOUNDED), {
      id: stage.unit(`${name}双拥工作领导小组`),
      basedOn: 0,
      ...byDocument(name === '青禾县' ? '青办字' : '澜城办字', FOUNDED, [
        plain('head', `${word}长`),
        onPost('deputy', `副${word}长`, `${name}双拥工作领导小组副组长`),
        name === '青禾县' ? { ...liaison, personName: '前任联络员乙' } : liaison,
      ]),
    })
  }

  for (const [login, head, number] of [
    ['fwz', '街道办事处主任', '东街办'],
    ['cj1', '社区党支部书记', '社区'],
  ] as const) {
    const { regionId } = stage.actor(login)
    const name = stage.actor(login).unitName.replace(/退役军人服务站$/, '')
    const made = await foundGroup(at(login, FOUNDED), { regionId, name: `${name}双拥工作领导小组` })
    await adjustGroup(at(login, FOUNDED), {
      id: made.id,
      basedOn: 0,
      ...byDocument(number, FOUNDED, [
        plain('head', head),
        onPost('office-head', '服务站专干', stage.actor(login).postName),
      ]),
    })
  }

  // 000 is no area code and 100 no mobile prefix: nobody has these numbers.
  let number = 0
  for (const [name, { id, unitId }] of posts) {
    if (!/联络员$|服务站专干$/.test(name)) continue
    number += 1
    const login = stage.actorOf(id)
    if (!login) continue
    await addLiaison(at(login, 20), {
      unitId,
      postId: id,
      name: null,
      title: '',
      officePhone: `000-${String(1_000_000 + number)}`,
      mobile: number % 7 === 0 ? null : `1000000${String(1000 + number * 37).padStart(4, '0')}`,
      fromOn: day(20),
    })
  }
}
