import type { SheetColumn, SheetTemplate, SheetValues } from '../../../platform/sheets/index.ts'
import type { FactKind } from '../kinds/all.ts'
import type { GivenFact } from '../operations/recording.ts'
import { daysOf, QUALIFIERS, type Qualifier } from '../rules.ts'
import type { StoredFact } from '../store/rows.ts'

/** Facts as rows of a sheet: the same template goes out, is filled in and is read. Made from the kind's own file. */

/** The columns of every kind; amounts stand under `q.<key>`, fields under `f.<key>`. */
const BASE = {
  code: { header: '编号', width: 15, kind: 'text', most: 40, help: '已记的才有，新的空着。' },
  day: {
    header: '日期',
    aliases: ['开始日', '时间', '开始日期'],
    width: 13,
    kind: 'day',
    required: true,
    help: '2026-07-30 或 7月30日。',
  },
  until: { header: '结束日', aliases: ['结束日期'], width: 13, kind: 'day', help: '当天的事空着。' },
  place: {
    header: '地方',
    aliases: ['地区', '区划', '属地'],
    width: 18,
    kind: 'text',
    help: '县、乡镇或村的名称，空着就是本级。',
  },
  venue: { header: '地点', width: 16, kind: 'text', most: 100 },
  title: {
    header: '名称',
    aliases: ['事项', '活动名称'],
    width: 30,
    kind: 'text',
    most: 120,
    help: '空着就按类别和对象取名。',
  },
  hosts: {
    header: '主办单位',
    aliases: ['承办单位', '组织单位'],
    width: 20,
    kind: 'text',
    help: '几家之间用顿号分开，空着就是本单位。',
  },
  joins: { header: '参加单位', width: 20, kind: 'text', help: '几家之间用顿号分开。' },
  objects: { header: '对象单位', aliases: ['走访对象', '对象'], width: 20, kind: 'text', help: '部队写代称。' },
  promise: { header: '承诺', width: 24, kind: 'text', most: 300, help: '当场答应的事，导入后转成一件事项。' },
  promiseOn: { header: '承诺日', width: 13, kind: 'day', help: '写了承诺才填。' },
  body: { header: '经过', aliases: ['内容', '情况'], width: 36, kind: 'text', most: 4000 },
} as const satisfies Record<string, Omit<SheetColumn, 'key'>>

/** Columns that only go out. */
const OUT: SheetColumn[] = [
  { key: 'entered', header: '记录单位', width: 20, kind: 'text' },
  { key: 'state', header: '核对', width: 8, kind: 'text' },
  { key: 'marks', header: '标记', width: 12, kind: 'text' },
]

const column = (key: keyof typeof BASE): SheetColumn => ({ key, ...BASE[key] })

/** The sheet of a kind: what is filled in, and with `out` what goes out beside it. */
export const templateOf = (kind: FactKind, out = false): SheetTemplate<string> => {
  const parts = { host: 'hosts', join: 'joins', object: 'objects' } as const
  return {
    title: out ? `${kind.name}台账` : `${kind.name}导入表`,
    sheet: kind.name,
    columns: [
      column('code'),
      column('day'),
      ...(kind.days === 'span' ? [column('until')] : []),
      ...(kind.directions
        ? [
            {
              key: 'direction',
              header: '方向',
              width: 20,
              kind: 'choice' as const,
              choices: kind.directions.map(([, label]) => label),
              required: true,
            },
          ]
        : []),
      column('place'),
      ...(kind.isCountyOnly ? [] : [column('venue')]),
      ...(kind.isBare && !out ? [] : [column('title')]),
      ...kind.parts.map((part) => column(parts[part])),
      ...kind.fields.map(
        ({ key, label, type, choices, most = 200, required, directions }): SheetColumn => ({
          key: `f.${key}`,
          header: label,
          width: type === 'prose' ? 30 : 16,
          ...(type === 'choice'
            ? { kind: 'choice', choices: choices?.map(([, words]) => words) ?? [] }
            : { kind: 'text', most }),
          required: required === true && directions === undefined,
        }),
      ),
      ...kind.quantities.map(
        ({ key, label, unit }): SheetColumn => ({
          key: `q.${key}`,
          header: `${label}（${unit}）`,
          width: 14,
          kind: 'text',
          most: 40,
          help: '约数照写：近300、30余、约50。',
        }),
      ),
      ...(kind.isBare ? [] : [column('promise'), column('promiseOn'), column('body')]),
      ...(out ? OUT : []),
    ],
  }
}

/** 近300, 300余, 约5万, 12,000, ￥300, ５: a number with what qualifies it; null where it is none. */
export const readAmount = (said: string): { value: number; qualifier: Qualifier | null } | null => {
  const plain = said
    .normalize('NFKC')
    .replaceAll(/[,，\s]/g, '')
    .replace(/^(?:人民币)?[¥￥]?/, '')
  const match = /^(近|约)?(\d+(?:\.\d+)?)(余|多)?(万|亿)?(余|多)?[\p{Script=Han}]{0,3}$/u.exec(plain)
  if (!match) return null
  const [, before, digits = '', inner, scale, after] = match
  const times = scale === '万' ? 10_000 : scale === '亿' ? 100_000_000 : 1
  const value = Math.round(Number(digits) * times * 100) / 100
  const qualifier = before ?? (inner || after ? '余' : null)
  return { value, qualifier: QUALIFIERS.find((one) => one === qualifier) ?? null }
}

/** An amount as a cell shows it: the number alone, or with 近 余 约 as it was said. */
export const amountCell = ({ value, qualifier }: { value: number; qualifier: Qualifier | null }): string =>
  qualifier === '余' ? `${value}余` : `${qualifier ?? ''}${value}`

/** Names of units and places of the city, each with its number; a name that several bear has none. */
export type Names = {
  units: ReadonlyMap<string, number | null>
  places: ReadonlyMap<string, number | null>
  ownPlaceId: number
}

export type SheetFault = { key: string; words: string }

const namesIn = (cell: string | number | null | undefined): string[] =>
  String(cell ?? '')
    .split(/[、,，;；\n]/)
    .map((name) => name.trim())
    .filter(Boolean)

/** A row of the sheet as a fact, or what is wrong with it by column. */
export const readRow = (
  kind: FactKind,
  values: SheetValues<string>,
  names: Names,
): { given: GivenFact; faults: SheetFault[] } => {
  const faults: SheetFault[] = []
  const text = (key: string) => String(values[key] ?? '').trim()
  const placeName = text('place')
  const place = placeName === '' ? names.ownPlaceId : names.places.get(placeName)
  if (place === undefined) faults.push({ key: 'place', words: `没有叫“${placeName}”的地方` })
  if (place === null) faults.push({ key: 'place', words: `叫“${placeName}”的地方不止一个，写上所在乡镇` })
  const units = kind.parts.flatMap((part) => {
    const key = part === 'host' ? 'hosts' : part === 'join' ? 'joins' : 'objects'
    return namesIn(values[key]).flatMap((name) => {
      const unitId = names.units.get(name)
      if (unitId) return [{ unitId, part }]
      faults.push({ key, words: unitId === null ? `叫“${name}”的单位不止一个，写全称` : `组织里没有“${name}”` })
      return []
    })
  })
  const directionWords = text('direction')
  const direction = kind.directions?.find(([, label]) => label === directionWords)?.[0] ?? null
  const fields = Object.fromEntries(
    kind.fields.flatMap(({ key, type, choices }) => {
      const said = text(`f.${key}`)
      if (said === '') return []
      return [[key, type === 'choice' ? (choices?.find(([, words]) => words === said)?.[0] ?? said) : said]]
    }),
  )
  const quantities = kind.quantities.flatMap(({ key, label }) => {
    const said = text(`q.${key}`)
    if (said === '') return []
    const amount = readAmount(said)
    if (amount) return [{ key, ...amount }]
    const isBelow = /^[-－−]/.test(said) && readAmount(said.slice(1)) !== null
    const words = isBelow ? `${label}“${said}”小于 0，核对后再填` : `${label}“${said}”不是数字，写成 300、近300 或 30余`
    faults.push({ key: `q.${key}`, words })
    return []
  })
  return {
    faults,
    given: {
      kind: kind.code,
      direction,
      title: text('title'),
      body: text('body'),
      regionId: place ?? names.ownPlaceId,
      place: text('venue'),
      startsOn: text('day'),
      endsOn: text('until') || null,
      fields,
      quantities,
      units,
      householdIds: [],
      files: [],
      campaignId: null,
      promise: text('promise') || null,
      promiseOn: text('promiseOn') || null,
      promiseUnitId: null,
      forUnitId: null,
    },
  }
}

/**
 * Columns in which a row says something else than the fact whose code it bears, by their keys. What is left open where the program fills
 * it in (名称, 主办单位, 结束日) says nothing; a column that the sheet does not have neither.
 */
export const differingColumns = (
  kind: FactKind,
  given: GivenFact,
  stored: StoredFact,
  /** The cell as it stands, and as it would go out. */
  isAsItGoesOut: (key: string) => boolean,
): string[] => {
  const days = daysOf(kind, given.startsOn || stored.startsOn, given.endsOn)
  const idsOf = (units: readonly { id: number; part: string }[], part: string) =>
    [...new Set(units.flatMap((unit) => (unit.part === part ? unit.id : [])))].sort((a, b) => a - b).join()
  const hosts = given.units.flatMap(({ unitId, part }) => (part === 'host' ? unitId : []))
  const named = given.units
    .filter(({ unitId, part }) => part !== 'join' || !hosts.includes(unitId))
    .map(({ unitId, part }) => ({ id: unitId, part }))
  const amounts = (list: readonly { key: string; value: number; qualifier: string | null }[], key: string) => {
    const one = list.find((amount) => amount.key === key)
    return one ? `${Number(one.value)}${one.qualifier ?? ''}` : ''
  }
  const said: [key: string, given: string | null, stored: string | null][] = [
    ['day', days.startsOn, stored.startsOn],
    ...(kind.days === 'span' && given.endsOn
      ? [['until', days.endsOn, stored.endsOn] as [string, string, string]]
      : []),
    ['direction', given.direction, stored.direction],
    ['place', String(given.regionId), String(stored.regionId)],
    ['venue', given.place, stored.place],
    ['title', given.title || stored.title, stored.title],
    ['hosts', idsOf(named, 'host') || idsOf(stored.units, 'host'), idsOf(stored.units, 'host')],
    ['joins', idsOf(named, 'join'), idsOf(stored.units, 'join')],
    ['objects', idsOf(named, 'object'), idsOf(stored.units, 'object')],
    ...kind.fields.map(({ key }): [string, string, string] => [
      ...([`f.${key}`, given.fields[key] ?? '', stored.fields[key] ?? ''] as const),
    ]),
    ...kind.quantities.map(({ key }): [string, string, string] => [
      ...([`q.${key}`, amounts(given.quantities, key), amounts(stored.quantities, key)] as const),
    ]),
    ['promise', given.promise, stored.promise],
    ['promiseOn', given.promiseOn, stored.promiseOn],
    ['body', given.body, stored.body],
  ]
  return said.filter(([key, one, other]) => one !== other && !isAsItGoesOut(key)).map(([key]) => key)
}

/** How a line under the table begins: a total or a note, and no fact. */
export const FOOT = /^(?:合计|总计|小计|共计|制表|填表|审核|备注|说明|注[:：])/u

/** What a fact says, as far as two that say the same are one: everything but the account in prose. */
export const printOf = (fact: {
  direction: string | null
  title: string
  regionId: number
  place: string
  startsOn: string
  endsOn: string
  fields: Readonly<Record<string, string>>
  quantities: readonly { key: string; value: number }[]
  units: readonly { unitId: number; part: string }[]
}): string =>
  JSON.stringify([
    ...[fact.direction, fact.title, fact.regionId, fact.place, fact.startsOn, fact.endsOn],
    Object.entries(fact.fields)
      .map(([key, text]) => `${key}=${text}`)
      .sort(),
    fact.quantities.map(({ key, value }) => `${key}=${Number(value)}`).sort(),
    fact.units.map(({ unitId, part }) => `${part}=${unitId}`).sort(),
  ])

/** The column in which a fault of a fact stands: `/quantities/money` is `q.money`. */
export const columnOf = (pointer: string): string => {
  const [, part = '', key = ''] = pointer.split('/')
  if (part === 'quantities') return `q.${key}`
  if (part === 'fields') return `f.${key}`
  const known: Record<string, string> = {
    startsOn: 'day',
    endsOn: 'until',
    regionId: 'place',
    place: 'venue',
    units: 'objects',
  }
  return known[part] ?? part
}
