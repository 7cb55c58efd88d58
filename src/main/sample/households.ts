import {
  CATEGORIES,
  type Category,
  drawIds,
  FAMILY_CATEGORIES,
  isMinor,
  type Relation,
  sealAddress,
  sealCertificate,
  sealPerson,
} from '../../features/registers/index.ts'
import { addDays } from '../../platform/calendar/days.ts'
import { type House, systemChange } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { readResidentId, withCheckDigit } from '../../platform/secrecy/resident-id.ts'

/** Households of the sample city; of a city filled to bench size. */
export const SAMPLE_HOUSEHOLDS = 4_000
export const LARGE_HOUSEHOLDS = 200_000

const SURNAMES = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈',
]
const MALE = [...'建国卫东志强永胜长根水生文斌金宝大春小军立新满仓有田明德']
const FEMALE = [...'秀英桂花玉兰春梅素珍红霞美玲月娥翠莲凤仙爱华彩云']

/** A number that follows from the place of a row, the same at every start: no chance, so that tests find what they look for. */
const mixed = (row: number, salt: number): number => {
  let value = (Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)) >>> 0
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0
  return (value ^ (value >>> 13)) >>> 0
}
const of = <One>(list: readonly One[], row: number, salt: number): One => list[mixed(row, salt) % list.length] as One
const share = (row: number, salt: number): number => (mixed(row, salt) % 1000) / 1000

export const nameOf = (row: number, isMale: boolean): string => {
  const given = isMale ? MALE : FEMALE
  return `${of(SURNAMES, row, 1)}${of(given, row, 2)}${share(row, 3) < 0.7 ? of(given, row, 4) : ''}`
}

/** A resident number of the code 990…, which no place bears. */
export const residentOf = (row: number, county: number, year: number, isMale: boolean): string => {
  const [month, day] = [1 + (mixed(row, 5) % 12), 1 + (mixed(row, 6) % 28)]
  const place = 2 * (mixed(row, 7) % 499) + (isMale ? 1 : 0)
  const figures = (value: number, places: number) => String(value).padStart(places, '0')
  return withCheckDigit(
    `990${figures(100 + (county % 800), 3)}${year}${figures(month, 2)}${figures(day, 2)}${figures(place, 3)}`,
  )
}

type Village = { id: number; path: string }
type Row = {
  relation: Relation
  categories: Category[]
  kin: string | null
  born: number
  isMale: boolean
  served: boolean
}

/** Who lives in a household: one who served or a relative of the fallen, his wife, now and then a child who serves. */
const membersOf = (row: number): Row[] => {
  const born = 1938 + (mixed(row, 10) % 60)
  const category = of(CATEGORIES, row, 11)
  const isFamily = FAMILY_CATEGORIES.includes(category)
  const head: Row = {
    relation: 'head',
    categories: share(row, 12) < 0.06 ? [...new Set<Category>([category, 'disabled-soldier'])] : [category],
    kin: isFamily ? (category === 'serving-family' || share(row, 13) < 0.5 ? 'parent' : 'child') : null,
    born,
    isMale: !isFamily || share(row, 14) < 0.5,
    served: !isFamily,
  }
  const members = [head]
  if (share(row, 15) < 0.55)
    members.push({
      relation: 'spouse',
      categories: category === 'serving-family' ? ['serving-family'] : [],
      kin: category === 'serving-family' ? 'parent' : null,
      born: born + (mixed(row, 16) % 5),
      isMale: !head.isMale,
      served: false,
    })
  if (share(row, 17) < 0.3)
    members.push({
      relation: 'child',
      categories: share(row, 18) < 0.4 ? ['discharged-soldier'] : [],
      kin: null,
      born: born + 25 + (mixed(row, 19) % 8),
      isMale: share(row, 20) < 0.6,
      served: share(row, 18) < 0.4,
    })
  return members
}

const DISCHARGES = ['self-employed', 'self-employed', 'placed', 'demobilised', 'retired'] as const
const CARES = ['normal', 'normal', 'normal', 'normal', 'renewing', 'stopped'] as const
const GRADES = ['third-merit', 'four-haves', 'four-haves', 'second-merit', 'first-merit'] as const
const CERTIFICATE_OF: Partial<Record<Category, 'martyr' | 'duty-death' | 'illness-death' | 'disabled'>> = {
  'martyr-family': 'martyr',
  'duty-death-family': 'duty-death',
  'illness-death-family': 'illness-death',
  'disabled-soldier': 'disabled',
}

type Ground = { closed: House['closed']; cityId: number; villages: readonly Village[]; today: string }

/** Lays the households from one row of the plan to another, set by set; closed values are sealed as everywhere. */
const layRows = async (
  tx: Tx,
  { closed, cityId, villages, today }: Ground,
  from: number,
  until: number,
): Promise<void> => {
  const planned = Array.from({ length: until - from }, (_, at) => ({ row: from + at, members: membersOf(from + at) }))
  const homes = await drawIds(tx, 'households', planned.length)
  const persons = await drawIds(tx, 'household_persons', planned.flatMap(({ members }) => members).length)
  const papers = await drawIds(tx, 'person_certificates', planned.length)
  const made = { households: [] as object[], persons: [] as object[], honours: [] as object[], papers: [] as object[] }
  const thisYear = Number(today.slice(0, 4))
  for (const [at, { row, members }] of planned.entries()) {
    const village = villages[row % villages.length] as Village
    const id = homes[at] as number
    // One of twenty moved away or ended, so that every state is there.
    const state = share(row, 30) < 0.03 ? 'moved' : share(row, 30) < 0.05 ? 'ended' : 'present'
    const endedOn = addDays(today, -30 - (mixed(row, 31) % 600))
    const present = new Set<Category>()
    let count = 0
    let headName = ''
    for (const [place, member] of members.entries()) {
      const personId = persons.pop() as number
      const salt = row * 8 + place
      const born = Math.min(member.born, thisYear - (member.served ? 20 : 6))
      // A few stand twice with one number (another village), and a few have none: for 查重.
      const twin = row % 400 === 399 && place === 0 ? (row - 1) * 8 : salt
      const home = twin === salt ? village : (villages[(row - 1) % villages.length] as Village)
      const twinBorn = twin === salt ? born : Math.min((membersOf(row - 1)[0] as Row).born, thisYear - 20)
      const twinMale = twin === salt ? member.isMale : (membersOf(row - 1)[0] as Row).isMale
      const name = nameOf(twin, twinMale)
      if (place === 0) headName = name
      const resident =
        share(salt, 32) < 0.04 && twin === salt ? null : readResidentId(residentOf(twin, home.id, twinBorn, twinMale))
      const isGone = state === 'present' && share(salt, 33) < 0.04
      if (!isGone) {
        count += 1
        for (const one of member.categories) present.add(one)
      }
      const joined = born + 18 + (mixed(salt, 34) % 4)
      const left = joined + 2 + (mixed(salt, 35) % 12)
      made.persons.push({
        id: personId,
        household_id: id,
        city_id: cityId,
        region_path: village.path,
        name,
        relation: member.relation,
        gender: resident?.gender ?? (member.isMale ? 'male' : 'female'),
        birth_year: resident?.year ?? born,
        birth_month: resident?.month ?? 1 + (mixed(salt, 36) % 12),
        categories: member.categories,
        kin: member.kin,
        joined_year: member.served ? joined : null,
        left_year: member.served && left <= thisYear ? left : null,
        discharge: member.served && left <= thisYear ? of(DISCHARGES, salt, 37) : null,
        care: member.categories.length > 0 ? of(CARES, salt, 38) : null,
        benefit_code: share(salt, 39) < 0.2 ? `B${1 + (mixed(salt, 40) % 9)}` : null,
        ...(isMinor(resident?.year ?? born, resident?.month ?? null, today)
          ? {
              guardian_basis: 'consent',
              guardian: mixed(salt, 51) % 2 === 0 ? 'mother' : 'father',
              guardian_on: addDays(today, -310),
            }
          : { guardian_basis: null, guardian: null, guardian_on: null }),
        informed_on: share(salt, 41) < 0.8 ? addDays(today, -60 - (mixed(salt, 42) % 400)) : null,
        ...sealPerson(closed, personId, {
          resident,
          phone: share(salt, 43) < 0.85 ? `100${String(mixed(salt, 44) % 100_000_000).padStart(8, '0')}` : null,
          bank: share(salt, 45) < 0.5 ? `9900${String(mixed(salt, 46)).padStart(11, '0').slice(0, 11)}` : null,
        }),
        state: isGone ? 'deceased' : 'present',
        ended_on: isGone ? endedOn : null,
        made_at: `${addDays(today, -300)}T02:00:00Z`,
      })
      if (member.served && share(salt, 47) < 0.18)
        made.honours.push({
          household_person_id: personId,
          city_id: cityId,
          grade: of(GRADES, salt, 48),
          year: Math.min(joined + 2, thisYear),
        })
      const kind =
        member.categories.map((one) => CERTIFICATE_OF[one]).find(Boolean) ?? (member.served ? 'veteran-card' : null)
      if (kind && place === 0 && share(salt, 49) < 0.75) {
        const paper = papers.pop() as number
        const number = `YL${String(mixed(salt, 50)).padStart(10, '0')}`
        made.papers.push({
          id: paper,
          household_person_id: personId,
          city_id: cityId,
          kind,
          ...sealCertificate(closed, paper, number),
        })
      }
    }
    made.households.push({
      id,
      city_id: cityId,
      region_id: village.id,
      region_path: village.path,
      head_name: headName,
      ...sealAddress(closed, id, share(row, 51) < 0.9 ? `村前路 ${1 + (mixed(row, 52) % 180)} 号` : null),
      categories: CATEGORIES.filter((one) => present.has(one)),
      person_count: count,
      state,
      ended_on: state === 'present' ? null : endedOn,
      made_at: `${addDays(today, -300)}T02:00:00Z`,
    })
  }
  for (const [table, rows] of [
    ['households', made.households],
    ['household_persons', made.persons],
    ['person_honours', made.honours],
    ['person_certificates', made.papers],
  ] as const)
    for (let start = 0; start < rows.length; start += 1_000)
      await tx
        .insertInto(table)
        .values(rows.slice(start, start + 1_000) as never)
        .execute()
}

const AT_ONCE = 2_000

/**
 * Lays made-up households over the villages of the sample city, from the `from`-th to the `until`-th of its plan: in every state, a
 * few of them twice. Answers how many households there are then.
 */
export const layHouseholds = async (house: House, { from = 0, until = SAMPLE_HOUSEHOLDS } = {}): Promise<number> => {
  const villages = await house.pool.query<Village>(
    'select id, path from regions where level = 5 and to_on is null order by path',
  )
  const city = await house.pool.query<{ id: number }>('select id from regions where level = 2 order by id limit 1')
  const cityId = city.rows[0]?.id
  if (cityId === undefined || villages.rows.length === 0) return 0
  const ground: Ground = { closed: house.closed, cityId, villages: villages.rows, today: house.clock.today() }
  for (let start = from; start < until; start += AT_ONCE)
    await systemChange(house.pool, house.clock, 'city.sample', {}, async (tx) => {
      const end = Math.min(start + AT_ONCE, until)
      await layRows(tx, ground, start, end)
      return {
        record: 'settings',
        recordId: 'city-mode',
        after: { kind: 'households', count: end - start },
        answer: undefined,
      }
    })
  const counted = await house.pool.query<{ count: number }>('select count(*)::int as count from households')
  return counted.rows[0]?.count ?? 0
}
