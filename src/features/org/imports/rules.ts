import type { Role } from '../../../platform/acting.ts'
import type { SheetValues } from '../../../platform/sheets/index.ts'
import { codeFits } from '../changes/rules.ts'
import { rolesOf } from '../posts/rules.ts'
import { troopFault, type UnitKind, type UnitSide } from '../units/rules.ts'
import { type ImportColumn, type ImportKind, KIND_WORDS, ROLE_WORDS, SIDE_WORDS } from './template.ts'

/** Open places of the acting office's sub-tree, with the units and posts that stand there. */
export type Ground = {
  places: readonly {
    id: number
    code: string
    name: string
    shortName: string
    level: number
    parentId: number | null
  }[]
  codes: ReadonlySet<string>
  units: ReadonlyMap<string, { id: number; kind: UnitKind; side: UnitSide }>
  posts: ReadonlyMap<string, { id: number; role: Role }>
  /** 'post id + name' of whoever holds the post or has an open invitation to it. */
  named: ReadonlySet<string>
  /** The level of the city: its posts are given by the security administrator. */
  cityId: number
}

/** Units are told apart by place and name, posts by place, unit and name. */
export const keyOf = (...parts: (string | number)[]): string => parts.join('\u0000')

export type ReadRow = {
  state: 'new' | 'known' | 'wrong'
  placeId: number
  placeName: string
  name: string
  detail: string
  unit?: { name: string; shortName: string; kind: UnitKind; side: UnitSide; aliases: string[]; isNew: boolean }
  post?: { name: string; role: Role; isNew: boolean }
  person?: string
  region?: { name: string; shortName: string; code: string | null; level: number }
  wrong: { key: ImportColumn; words: string }[]
}

const text = (value: string | number | null | undefined): string => String(value ?? '').trim()

const findPlace = (ground: Ground, word: string): { id: number; words?: string } => {
  const found = ground.places.filter(({ code, name }) => code === word || name === word)
  const near = found.length > 0 ? found : ground.places.filter(({ shortName }) => shortName === word)
  const [one] = near
  if (!one) return { id: 0, words: `写的是“${word}”，本级所辖没有这个地方，改为全称或 12 位区划代码` }
  if (near.length > 1) return { id: 0, words: `写的是“${word}”，有 ${near.length} 处同名，改写 12 位区划代码` }
  return { id: one.id }
}

/**
 * Judges one line against what stands and what earlier lines of the sheet bring (`seen` keeps that). Says in words what is
 * wrong in which column.
 */
export const judgeRow = (
  kind: ImportKind,
  values: SheetValues<ImportColumn>,
  ground: Ground,
  seen: Set<string>,
): ReadRow => {
  const wrong: ReadRow['wrong'] = []
  const word = text(values.place)
  const found = word ? findPlace(ground, word) : { id: 0 }
  if (found.words) wrong.push({ key: 'place', words: found.words })
  const place = ground.places.find(({ id }) => id === found.id)
  const base = { placeId: found.id, placeName: place?.name ?? word, wrong }
  const done = (row: Omit<ReadRow, 'placeId' | 'placeName' | 'wrong' | 'state'>, isKnown: boolean): ReadRow => ({
    ...base,
    ...row,
    state: wrong.length > 0 ? 'wrong' : isKnown ? 'known' : 'new',
  })
  const twice = (key: ImportColumn, token: string): void => {
    if (seen.has(token)) wrong.push({ key, words: '和上面的一行重复，删去一行' })
    seen.add(token)
  }

  if (kind === 'regions') {
    const name = text(values.name)
    const code = text(values.code) || null
    const level = (place?.level ?? 3) + 1
    if (place && (place.level < 2 || place.level > 4)) wrong.push({ key: 'place', words: '只在市、县、乡镇之下设下级' })
    if (code && !/^\d{12}$/.test(code))
      wrong.push({ key: 'code', words: `写的是“${code}”，改为 12 位数字，没有就空着` })
    else if (code && place && !codeFits(code, place.code, level))
      wrong.push({ key: 'code', words: `写的是“${code}”，前几位与上级 ${place.code} 不符` })
    const isKnown = ground.places.some((one) => one.parentId === found.id && one.name === name)
    if (!isKnown && code && ground.codes.has(code)) wrong.push({ key: 'code', words: `写的是“${code}”，已有地方在用` })
    if (!isKnown && place) twice('name', keyOf('region', place.id, name))
    if (!isKnown && code) twice('code', keyOf('code', code))
    return done(
      { name, detail: code ?? '', region: { name, shortName: text(values.shortName) || name, code, level } },
      isKnown,
    )
  }

  const unitName = text(kind === 'units' ? values.name : values.unit)
  const known = ground.units.get(keyOf(found.id, unitName))
  const written = KIND_WORDS[text(values.kind)]
  const unitKind = known?.kind ?? written
  const side: UnitSide = known?.side ?? SIDE_WORDS[text(values.side)] ?? (unitKind === 'troop' ? 'military' : 'civil')
  const aliases = text(values.aliases)
    .split(/[、，,；;]/)
    .map((alias) => alias.trim())
    .filter(Boolean)
  const nameColumn: ImportColumn = kind === 'units' ? 'name' : 'unit'
  if (place && unitName && !known && !unitKind && kind === 'posts') {
    wrong.push({ key: 'unit', words: `写的是“${unitName}”，${place.name}没有这个单位，核对名称，或填上单位类别一并设` })
  }
  if (place && unitKind && !known) {
    const fault = troopFault({ kind: unitKind, side, names: [unitName, ...aliases], regionLevel: place.level })
    if (fault?.fault === 'alias-needed') wrong.push({ key: nameColumn, words: '部队只写代称，不写番号和驻地' })
    if (fault?.fault === 'troop-place') wrong.push({ key: 'place', words: '部队的所在地写到县（市、区）为止' })
    if (fault?.fault === 'side-of-troop') wrong.push({ key: 'side', words: '部队属军方，改为军方' })
  }
  const unit = unitKind && {
    name: unitName,
    shortName: text(values.shortName) || unitName,
    kind: unitKind,
    side,
    aliases,
    isNew: !known,
  }
  if (kind === 'units') {
    if (!known && place) twice('name', keyOf('unit', place.id, unitName))
    return done({ name: unitName, detail: text(values.kind), ...(unit ? { unit } : {}) }, known !== undefined)
  }

  const postName = text(values.post)
  const role = ROLE_WORDS[text(values.role)]
  const person = text(values.person)
  const post = ground.posts.get(keyOf(found.id, unitName, postName))
  if (role && unitKind && !rolesOf({ kind: unitKind, side }).includes(role))
    wrong.push({ key: 'role', words: `写的是“${text(values.role)}”，这类单位没有这种岗位，换一个角色` })
  if (post && role && post.role !== role)
    wrong.push({ key: 'role', words: '与已有的同名岗位角色不同，改成一样的或换岗位名' })
  if (person && found.id === ground.cityId) wrong.push({ key: 'person', words: '市本级岗位由安全管理员安排，姓名空着' })
  const isNamed = person !== '' && post !== undefined && ground.named.has(keyOf(post.id, person))
  if (place && unitName && postName) twice('post', keyOf('post', place.id, unitName, postName, person))
  return done(
    {
      name: postName,
      detail: [unitName, person].filter(Boolean).join('　'),
      ...(unit ? { unit } : {}),
      ...(role ? { post: { name: postName, role, isNew: !post } } : {}),
      ...(person && !isNamed ? { person } : {}),
    },
    post !== undefined && (person === '' || isNamed),
  )
}
