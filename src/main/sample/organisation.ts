import dutyLines from '../../features/org/data/duties.json' with { type: 'json' }
import {
  insertTree,
  insertUnits,
  oneTimePassword,
  type PlannedUnit,
  plannedMembers,
  plannedOffice,
  settleBodies,
} from '../../features/org/index.ts'
import type { Role } from '../../platform/acting.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { hashPassword } from '../../platform/sessions/passwords.ts'
import { HANDOVER } from './handover.ts'
import { sampleRegions } from './places.ts'

/** Member units of the sample, 32 of those in the duties file, in the official order of that file. */
export const CITY_MEMBERS = [
  '市委办公室',
  '市政府办公室',
  '市委组织部',
  '市委宣传部',
  '市委政法委',
  '市发展和改革委员会',
  '市教育局',
  '市工业和信息化局',
  '市公安局',
  '市民政局',
  '市司法局',
  '市财政局',
  '市人力资源和社会保障局',
  '市自然资源和规划局',
  '市生态环境局',
  '市住房和城乡建设局',
  '市城市管理局',
  '市交通运输局',
  '市农业农村局',
  '市文化广电旅游局',
  '市卫生健康委员会',
  '市退役军人事务局',
  '市应急管理局',
  '市国有资产监督管理委员会',
  '市医疗保障局',
  '市信访局',
  '市总工会',
  '共青团市委',
  '市妇女联合会',
  '市工商业联合会',
  '市融媒体中心',
  '军分区',
]

/** Troop units under aliases, each with the county that stands as its place. */
const TROOPS: [name: string, county: string][] = [
  ['驻澜某部', '澜城区'],
  ['驻岑某部', '澜城区'],
  ['驻云某部', '云桥区'],
  ['驻桥某部', '云桥区'],
  ['驻禾某部', '禾丰市'],
  ['驻青某部', '青禾县'],
  ['驻松某部', '松坪县'],
  ['驻浔某部', '浔溪县'],
  ['驻溪某部', '浔溪县'],
]

const COUNTY_MEMBERS = ['教育局', '民政局', '交通运输局', '人力资源和社会保障局']

const plain = (name: string, shortName: string, kind: PlannedUnit['kind'], side: PlannedUnit['side']): PlannedUnit => ({
  name,
  shortName,
  aliases: [],
  kind,
  side,
  duties: [],
})

/** One account of the sample, with its password in clear: printed once and kept in an owner-readable file. */
export type SampleAccount = { login: string; password: string; name: string; post: string; unit: string; role: Role }

export type SampleWorld = {
  cityId: number
  /** Unit ids by full name. */
  units: Map<string, number>
  regions: Map<string, number>
  accounts: SampleAccount[]
}

/** `ofCity`: works with the city's office, wherever its unit has its place. */
type PlannedPost = { login: string; unit: string; name: string; role: Role; ofCity?: true }

const postsOf = (townships: { county: string; name: string; villages: string[] }[]): PlannedPost[] => {
  const liaison = (login: string, unit: string): PlannedPost => ({
    login,
    unit,
    name: `${unit}联络员`,
    role: 'liaison',
  })
  const counties: [prefix: string, name: string][] = [
    ['lcq', '澜城区'],
    ['yqq', '云桥区'],
    ['hfs', '禾丰市'],
    ['qhx', '青禾县'],
    ['spx', '松坪县'],
    ['xxx', '浔溪县'],
    ['lqx', '兰泉县'],
    ['ssx', '石杉县'],
  ]
  const first = townships.find(({ county }) => county === '澜城区')
  const stations = counties.map(([, county]) => townships.find((one) => one.county === county))
  return [
    { login: 'sby', unit: '市双拥办', name: '市双拥办综合岗', role: 'office' },
    { login: 'sby2', unit: '市双拥办', name: '市双拥办督办岗', role: 'office' },
    { login: 'ld', unit: '市双拥工作领导小组', name: '市双拥工作领导小组副组长', role: 'leader' },
    { login: 'ld2', unit: '市双拥工作领导小组', name: '市双拥工作领导小组成员', role: 'leader' },
    { login: 'xt', unit: '市双拥办', name: '系统管理员', role: 'sysadmin' },
    { login: 'aq', unit: '市双拥办', name: '安全管理员', role: 'secadmin' },
    { login: 'sj', unit: '市双拥办', name: '审计管理员', role: 'auditor' },
    liaison('wjb', '市委办公室'),
    liaison('zfb', '市政府办公室'),
    liaison('zzb', '市委组织部'),
    liaison('xcb', '市委宣传部'),
    liaison('fgw', '市发展和改革委员会'),
    liaison('jyj', '市教育局'),
    liaison('gaj', '市公安局'),
    liaison('mzj', '市民政局'),
    liaison('sfj', '市司法局'),
    liaison('czj', '市财政局'),
    liaison('rsj', '市人力资源和社会保障局'),
    liaison('zjj', '市住房和城乡建设局'),
    liaison('jtj', '市交通运输局'),
    liaison('wlj', '市文化广电旅游局'),
    liaison('wjw', '市卫生健康委员会'),
    liaison('tyj', '市退役军人事务局'),
    liaison('yjj', '市应急管理局'),
    liaison('gzw', '市国有资产监督管理委员会'),
    liaison('ybj', '市医疗保障局'),
    liaison('gh', '市总工会'),
    liaison('tsw', '共青团市委'),
    liaison('fl', '市妇女联合会'),
    liaison('rmt', '市融媒体中心'),
    { login: 'jfq', unit: '军分区', name: '军分区联络员', role: 'troop' },
    ...counties.slice(0, 6).map(
      ([prefix, county]): PlannedPost => ({
        login: `${prefix}-rwb`,
        unit: `${county}人民武装部`,
        name: `${county}人武部联络员`,
        role: 'troop',
      }),
    ),
    { login: 'zl', unit: '驻澜某部', name: '驻澜某部联络员', role: 'troop', ofCity: true },
    { login: 'zc', unit: '驻岑某部', name: '驻岑某部联络员', role: 'troop', ofCity: true },
    { login: 'zy', unit: '驻云某部', name: '驻云某部联络员', role: 'troop' },
    { login: 'zq', unit: '驻青某部', name: '驻青某部联络员', role: 'troop' },
    { login: 'zx', unit: '驻浔某部', name: '驻浔某部联络员', role: 'troop' },
    ...counties.flatMap(([prefix, county]): PlannedPost[] => [
      { login: `${prefix}-sby`, unit: `${county}双拥办`, name: `${county}双拥办综合岗`, role: 'office' },
      {
        login: `${prefix}-ld`,
        unit: `${county}双拥工作领导小组`,
        name: `${county}双拥工作领导小组副组长`,
        role: 'leader',
      },
    ]),
    liaison('lcq-jyj', '澜城区教育局'),
    liaison('yqq-jyj', '云桥区教育局'),
    liaison('qhx-jyj', '青禾县教育局'),
    liaison('qhx-jtj', '青禾县交通运输局'),
    ...stations.flatMap((one, index): PlannedPost[] =>
      one
        ? [
            {
              login: index === 0 ? 'fwz' : `fwz${index + 1}`,
              unit: `${one.name}退役军人服务站`,
              name: `${one.name}服务站专干`,
              role: 'station',
            },
          ]
        : [],
    ),
    ...(first?.villages.slice(0, 2).map(
      (village, index): PlannedPost => ({
        login: `cj${index + 1}`,
        unit: `${village}退役军人服务站`,
        name: `${village}服务站专干`,
        role: 'station',
      }),
    ) ?? []),
  ]
}

/** Who holds a second post beside his own: the finance liaison stands in for the audit of the open account. */
const SECOND_POSTS: [login: string, post: string][] = [
  ['sby2', '市退役军人事务局联络员'],
  ['czj', '市人力资源和社会保障局联络员'],
]

/** Lays regions, units, duties, posts and people of the sample city; passwords are drawn at random. */
export const layOrganisation = async (tx: Tx, today: string): Promise<SampleWorld> => {
  const regions = sampleRegions()
  const made = await insertTree(tx, regions)
  const idAt = (index: number) => made[index]?.id as number
  const units = new Map<string, number>()
  const regionOfUnit = new Map<string, number>()
  const lay = async (regionId: number, planned: PlannedUnit[]) => {
    const ids = await insertUnits(tx, regionId, planned)
    for (const [index, { name }] of planned.entries()) {
      units.set(name, ids[index] as number)
      regionOfUnit.set(name, regionId)
    }
  }
  const members = plannedMembers(dutyLines, '澜川市', 2).filter(({ name }) => CITY_MEMBERS.includes(name))
  const cityAt = regions.findIndex(({ level }) => level === 2)
  await lay(idAt(cityAt), [...plannedOffice('市'), ...members])
  const townships: { county: string; name: string; villages: string[] }[] = []
  for (const [index, region] of regions.entries()) {
    if (region.level === 3) {
      const troops = TROOPS.filter(([, county]) => county === region.name)
      await lay(idAt(index), [
        ...plannedOffice(region.name),
        ...COUNTY_MEMBERS.map((name) => plain(`${region.name}${name}`, name, 'member', 'civil')),
        plain(`${region.name}人民武装部`, '人武部', 'member', 'military'),
        ...troops.map(([name]) => plain(name, name, 'troop', 'military')),
      ])
    }
    if (region.level === 4) {
      const villages = regions.filter(({ parent }) => parent === index).map(({ name }) => name)
      townships.push({ county: regions[region.parent as number]?.name as string, name: region.name, villages })
      await lay(idAt(index), [
        plain(`${region.name}退役军人服务站`, '服务站', 'station', 'civil'),
        ...(region.sort % 5 === 0 ? [] : [plain(`${region.name}武装部`, '武装部', 'member', 'military')]),
      ])
    }
  }
  const begun = `${Number(today.slice(0, 4)) - 3}-01-01`
  await settleBodies(tx, { cityId: idAt(cityAt), postId: null }, [...units.values()], begun)
  const posts = postsOf(townships)
  for (const { unit } of posts.filter((post) => !units.has(post.unit))) {
    const village = regions.findIndex(({ level, name }) => level === 5 && unit.startsWith(name))
    await lay(idAt(village), [plain(unit, '服务站', 'station', 'civil')])
  }
  const accounts: SampleAccount[] = []
  const postIds = new Map<string, number>()
  const people = new Map<string, number>()
  const passwords = posts.map(() => oneTimePassword())
  const hashes = await Promise.all(passwords.map(hashPassword))
  for (const [sort, { login, unit, name, role, ofCity }] of posts.entries()) {
    const password = passwords[sort] as string
    const regionId = ofCity ? idAt(cityAt) : (regionOfUnit.get(unit) as number)
    const { id: postId } = await tx
      .insertInto('posts')
      .values({ name, role, unit_id: units.get(unit) as number, region_id: regionId, sort })
      .returning('id')
      .executeTakeFirstOrThrow()
    const person = `${name.replace(/^市双拥工作领导小组/, '')}甲`
    const { id: personId } = await tx
      .insertInto('people')
      .values({ login, name: person, password_hash: hashes[sort] as string, must_change_password: false })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('post_holders')
      .values({ post_id: postId, person_id: personId, from_on: `${Number(today.slice(0, 4)) - 1}-01-01` })
      .execute()
    postIds.set(name, postId)
    people.set(login, personId)
    accounts.push({ login, password, name: person, post: name, unit, role })
  }
  for (const [login, post] of SECOND_POSTS) {
    await tx
      .insertInto('post_holders')
      .values({ post_id: postIds.get(post) as number, person_id: people.get(login) as number, from_on: today })
      .execute()
  }
  const password = oneTimePassword()
  await tx
    .insertInto('people')
    .values({
      login: HANDOVER.successor,
      name: HANDOVER.name,
      password_hash: await hashPassword(password),
      must_change_password: false,
    })
    .execute()
  const handed = accounts.find(({ login }) => login === HANDOVER.leaver) as SampleAccount
  accounts.push({ ...handed, login: HANDOVER.successor, name: HANDOVER.name, password })
  await tx
    .insertInto('settings')
    .values({ key: 'city-mode', value: JSON.stringify({ kind: 'sample', name: '澜川市' }) })
    .execute()
  // Easy to look around in: no second factor, no second person for appointments, and a day at the screen is not cut short.
  await tx
    .updateTable('sign_in_rules')
    .set({ needs_second_factor: false, needs_approval: false, idle_minutes: 720 })
    .execute()
  return {
    cityId: idAt(cityAt),
    units,
    regions: new Map(regions.map(({ name }, index) => [name, idAt(index)])),
    accounts,
  }
}
