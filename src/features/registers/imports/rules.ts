import { PERSON_NAME } from '../../../platform/http/contract.ts'
import { type ResidentId, readResidentId } from '../../../platform/secrecy/resident-id.ts'
import type { LargeCell } from '../../../platform/sheets/index.ts'
import {
  type GuardianFacts,
  isSpoiltNumber,
  judgeGuardian,
  judgePerson,
  readBank,
  readCertificateNumber,
  readPhone,
  withResident,
} from '../households/rules.ts'
import {
  CARE_WORDS,
  CATEGORY_WORDS,
  type Care,
  type Category,
  CERTIFICATE_WORDS,
  type CertificateKind,
  DISCHARGE_WORDS,
  type Discharge,
  GENDER_WORDS,
  type Gender,
  GRADE_WORDS,
  type Grade,
  KIN_WORDS,
  type Kin,
  RELATION_WORDS,
  type Relation,
} from '../households/words.ts'
import { fold } from './footers.ts'
import type { RegisterColumn } from './template.ts'
import { monthsOpen, readYearMonth, settleYears, YEAR_COLUMNS } from './years.ts'

/** One line of the sheet, read; closed values in the form in which they are sealed, in memory alone. */
export type ReadLine = {
  placeId: number | null
  mark: string
  head: string
  name: string
  relation: Relation
  gender: Gender | null
  birthYear: number | null
  birthMonth: number | null
  categories: Category[]
  kin: Kin | null
  joinedYear: number | null
  leftYear: number | null
  discharge: Discharge | null
  care: Care | null
  benefitCode: string | null
  honours: { grade: Grade; year: number }[]
  certificate: CertificateKind | null
  number: string | null
  resident: ResidentId | null
  phone: string | null
  bank: string | null
  address: string | null
} & GuardianFacts
/** `said`: what the cell says, where that helps to find it; told only once the secrecy rules have seen it. */
export type LineFault = { column: RegisterColumn; words: string; said?: string }

/** Where a place is found by what the sheet says of it. */
export type Places = {
  byCode(code: string): number | undefined
  /** Places of a name, each with the names above it. */
  byName(name: string): readonly { id: number; town: string; county: string }[]
}

type Cells = ReadonlyMap<RegisterColumn, LargeCell>

/** Other words for the same, as sheets of offices bear them. */
const SAME: Record<string, string> = {
  妻子: '配偶',
  妻: '配偶',
  丈夫: '配偶',
  夫: '配偶',
  本人: '户主',
  儿子: '子女',
  女儿: '子女',
  子: '子女',
  女: '子女',
  长子: '子女',
  次子: '子女',
  长女: '子女',
  次女: '子女',
  父亲: '父母',
  母亲: '父母',
  父: '父母',
  母: '父母',
  兄: '兄弟姐妹',
  弟: '兄弟姐妹',
  姐: '兄弟姐妹',
  妹: '兄弟姐妹',
  祖父: '祖父母',
  祖母: '祖父母',
  男性: '男',
  女性: '女',
  退伍军人: '退役士兵',
  转业干部: '军队转业干部',
  军属: '现役军人家属',
  烈属: '烈士遗属',
  因公牺牲遗属: '因公牺牲军人遗属',
  病故遗属: '病故军人遗属',
  伤残军人: '残疾军人',
  优待证: '退役军人优待证',
}

const chosen = <Code extends string>(table: Record<Code, string>, words: string): Code | null => {
  const plain = fold(words)
  const codes = Object.keys(table) as Code[]
  return (
    codes.find((code) => fold(table[code]) === plain) ??
    codes.find((code) => fold(table[code]) === fold(SAME[plain] ?? '\u0000')) ??
    null
  )
}

const A_GRADE = new RegExp(Object.values(GRADE_WORDS).join('|'), 'gu')
const A_YEAR = /(?<!\d)(?:19[2-9]\d|20\d\d)(?=\d{4}(?!\d)|(?!\d))/gu
/** An honour of a unit is nobody's own. */
const OF_A_UNIT = /集体|单位|连队|班组/u
const gradeOf = (words: string) =>
  (Object.keys(GRADE_WORDS) as Grade[]).find((code) => GRADE_WORDS[code] === words) as Grade

/**
 * 三等功2019、四有优秀（2020年）, and several without a sign between them where each grade has its year beside it, all on the same side:
 * 1999年三等功 2003年二等功. Null where a part has no grade, no year, or more of one than of the other: nobody guesses which belong together.
 */
export const readHonours = (text: string): { grade: Grade; year: number }[] | null => {
  const parts = text
    .normalize('NFKC')
    .split(/[、,;；，\n]/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '' && part !== '无')
  const found = parts.map((part) => {
    const grades = [...part.matchAll(A_GRADE)]
    const years = [...part.matchAll(A_YEAR)]
    if (grades.length === 0 || grades.length !== years.length || OF_A_UNIT.test(part)) return null
    const isBefore = grades.map(({ index }, at) => index < (years[at]?.index ?? 0))
    const inTurn = grades.every((grade, at) => {
      const [next, year] = [grades[at + 1]?.index ?? Number.POSITIVE_INFINITY, years[at]?.index ?? 0]
      return isBefore[0]
        ? grade.index < year && year < next
        : year < grade.index && (years[at + 1]?.index ?? next) > grade.index
    })
    return inTurn ? grades.map(([words], at) => ({ grade: gradeOf(words), year: Number(years[at]?.[0]) })) : null
  })
  return found.some((one) => one === null) ? null : found.flatMap((one) => one ?? [])
}

/** 母亲 2026-05-01, 父亲2026年5月1日, 其他监护人 …, 依法 …; null where it is none of these. */
export const readGuardian = (text: string): GuardianFacts | null => {
  const read = /^(父亲|母亲|其他监护人|监护人|依法)\D*(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/u.exec(
    text.normalize('NFKC').replace(/\s/g, ''),
  )
  if (!read) return null
  const [, who = '', year = '', month = '', day = ''] = read
  const guardianOn = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (Number.isNaN(Date.parse(guardianOn))) return null
  if (who === '依法') return { guardianBasis: 'duty', guardian: null, guardianOn }
  const guardian = who === '父亲' ? 'father' : who === '母亲' ? 'mother' : 'other'
  return { guardianBasis: 'consent', guardian, guardianOn }
}

/** Whether a resident number stands anywhere in a text, glued to letters or figures too. */
const holdsResidentId = (text: string): boolean => {
  const plain = fold(text).toUpperCase()
  return Array.from({ length: Math.max(0, plain.length - 17) }, (_, at) => plain.slice(at, at + 18)).some(
    (part) => /^\d{17}[\dX]$/.test(part) && readResidentId(part) !== null,
  )
}

const SPOILT = '表格把它当成了数字，后几位已经变了，找不回来。把这一列设为文本，照证件重新填'

/** A number that slipped into another column is not told: it may be a closed one. A place's own code is. */
const quoted = (column: RegisterColumn, said: string): string => {
  const short = said.slice(0, 20)
  const isCode = column === 'code' && /^[1-9]\d{11}$/.test(said)
  return isCode || (short.match(/\p{Nd}/gu) ?? []).length < 9 ? short : short.replace(/\p{Nd}/gu, '*')
}

/**
 * Reads and judges one line. Sentences name no closed value and no name: they are kept beside the import.
 * @param today the office's day
 */
export const readLine = (cells: Cells, places: Places, today: string): { line: ReadLine; faults: LineFault[] } => {
  const faults: LineFault[] = []
  const say = (column: RegisterColumn, words: string, said?: string) =>
    faults.push(said === undefined ? { column, words } : { column, words, said: quoted(column, said) })
  const text = (column: RegisterColumn): string => {
    const cell = cells.get(column)
    if (cell?.kind === 'error') say(column, '公式出错，改成文字')
    if (!cell || cell.kind === 'error') return ''
    // A number of up to fifteen places is exact, however it is written.
    const value = Number(cell.words)
    if (cell.kind === 'number' && /e/iu.test(cell.words) && Number.isInteger(value) && Math.abs(value) < 1e15)
      return String(value)
    return cell.words.normalize('NFKC').trim()
  }
  const one = <Code extends string>(column: RegisterColumn, table: Record<Code, string>): Code | null => {
    const words = text(column)
    if (words === '' || words === '无') return null
    const code = chosen(table, words)
    if (code === null) say(column, `不在选项里，改为${Object.values(table).join('、')}之一`, words)
    return code
  }
  const yearMonth = (column: RegisterColumn) => {
    const cell = cells.get(column)
    if (!cell || cell.kind === 'error' || cell.words.trim() === '' || fold(cell.words) === '无') return null
    const read = readYearMonth(cell, today)
    if (read === null) say(column, '认不出年月，改为 1975-03 这样', cell.words)
    return read
  }
  /** A number that must stand as text: what was spoilt on the way is told by that sentence. */
  const number = <Value>(
    column: RegisterColumn,
    read: (words: string) => Value | null,
    wrong: string,
  ): Value | null => {
    const words = text(column)
    if (words === '' || words === '无') return null
    const value = read(words)
    const longest = column === 'bank' ? words.replace(/\D/g, '').length : words.length
    const isRounded = cells.get(column)?.kind === 'number' && longest > 15
    if (isSpoiltNumber(words) ? value === null || isRounded || /e/iu.test(words) : isRounded) {
      say(column, SPOILT)
      return null
    }
    if (value === null) say(column, wrong)
    return value
  }

  const name = text('name').replace(/\s+(?=\p{Script=Han})/gu, '')
  if (name === '') say('name', '是空的，填上姓名')
  else if (!PERSON_NAME.test(name)) say('name', '姓名里有数字或符号，照证件改好')
  const head = text('head').replace(/\s+(?=\p{Script=Han})/gu, '') || name
  const chosenRelation = one('relation', RELATION_WORDS)
  if (chosenRelation === 'head' && head !== name) say('relation', '写的是户主，户主姓名却是另一位，改其中一处')
  const relation: Relation = chosenRelation ?? (head === name ? 'head' : 'other')
  const place = findPlace(
    { code: text('code'), county: text('county'), town: text('town'), village: text('village') },
    places,
  )
  if (place.words) say(place.column, place.words, place.said)
  const resident = number('resident', readResidentId, '位数、生日或校验位不对，照证件核对')
  const written = { birth: yearMonth('birth'), joined: yearMonth('joined'), left: yearMonth('left') }
  const years = settleYears(written, resident?.year ?? null)
  for (const column of YEAR_COLUMNS) {
    const [first, second] = written[column]?.years ?? []
    if (years[column] === null && first !== undefined && second !== undefined)
      say(column, `分不清是 ${first} 年还是 ${second} 年，写成四位年份，如 ${second}`, cells.get(column)?.words ?? '')
  }
  const months = monthsOpen(written.birth, resident?.month ?? null)
  if (months.length > 1)
    say(
      'birth',
      `分不清是 ${months.join(' 月还是 ')} 月，写成 ${years.birth ?? '1975'}-${String(months[0]).padStart(2, '0')} 或 ${years.birth ?? '1975'}年${months[1]}月`,
      cells.get('birth')?.words ?? '',
    )
  const categories = text('categories')
    .split(/[、,;；，/\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '无')
    .flatMap((part): Category[] => {
      const code = chosen(CATEGORY_WORDS, part)
      if (code === null) say('categories', '不是十二类对象之一，照模板改写', part)
      return code === null ? [] : [code]
    })
  const honours = readHonours(text('honours'))
  if (honours === null)
    say(
      'honours',
      '写成等级和年份，如 三等功2019，几次的用顿号隔开；集体立功不是本人的，不填',
      text('honours').slice(0, 30),
    )
  const benefit = text('benefit').toUpperCase()
  if (benefit !== '' && !/^[0-9A-Z]{1,8}$/.test(benefit)) say('benefit', '只写代码，1 至 8 位数字或字母')
  const certificate = one('certificate', CERTIFICATE_WORDS)
  const consented = text('guardian')
  const consent = consented === '' ? null : readGuardian(consented)
  if (consented !== '' && consent === null) say('guardian', '写成谁、哪天，如 母亲 2026-05-01')
  const given = text('mark').slice(0, 30)
  const isNumber = holdsResidentId(given)
  if (isNumber) say('mark', '户号里有身份证号，改用别的编号')
  const line: ReadLine = {
    placeId: place.id,
    mark: isNumber ? '' : given || head,
    head,
    name,
    relation,
    gender: one('gender', GENDER_WORDS),
    birthYear: years.birth,
    birthMonth: years.birth === null || months.length > 1 ? null : (months[0] ?? null),
    categories: [...new Set(categories)],
    kin: one('kin', KIN_WORDS),
    joinedYear: years.joined,
    leftYear: years.left,
    discharge: one('discharge', DISCHARGE_WORDS),
    care: one('care', CARE_WORDS),
    benefitCode: /^[0-9A-Z]{1,8}$/.test(benefit) ? benefit : null,
    honours: honours ?? [],
    certificate,
    number: number('number', readCertificateNumber, '写 4 至 30 位字母、数字，照证件核对'),
    resident,
    phone: number('phone', readPhone, '写 11 位手机号，或带区号的固定电话'),
    bank: number('bank', readBank, '位数或校验位不对，照存折或卡面核对'),
    address: text('address').slice(0, 60) || null,
    ...(consent ?? { guardianBasis: null, guardian: null, guardianOn: null }),
  }
  if (line.number !== null && certificate === null && !faults.some(({ column }) => column === 'certificate'))
    say('certificate', '填了证件编号，也要填证件种类')
  if (
    resident === null &&
    written.birth === null &&
    !faults.some(({ column }) => column === 'resident' || column === 'birth')
  )
    say('resident', '身份证号和出生年月至少填一项，不然认不出是哪一位')
  const fields = { birthYear: 'birth', birthMonth: 'birth', joinedYear: 'joined', leftYear: 'left' } as const
  for (const { field, words } of judgePerson(line, resident, today))
    say(
      field in fields
        ? fields[field as keyof typeof fields]
        : field === 'informedOn'
          ? 'birth'
          : (field as RegisterColumn),
      words.replace(/。$/, ''),
    )
  const born = withResident(line, resident)
  if (consented === '' || consent !== null)
    for (const { words } of judgeGuardian(line, born, today)) say('guardian', words.replace(/。$/, ''))
  return { line: born, faults }
}

const findPlace = (
  { code, county, town, village }: { code: string; county: string; town: string; village: string },
  places: Places,
): { id: number | null; column: RegisterColumn; words?: string; said?: string } => {
  if (code !== '') {
    const id = places.byCode(code.replace(/\D/g, ''))
    return id === undefined
      ? { id: null, column: 'code', words: '本级所辖没有这个代码的村（社区）', said: code }
      : { id, column: 'code' }
  }
  const lowest = village || town
  if (lowest === '') return { id: null, column: 'village', words: '是空的，填上村（社区）或区划代码' }
  const said = places.byName(lowest)
  const near = said.filter(
    (one) => (village === '' || town === '' || one.town === town) && (county === '' || one.county === county),
  )
  const [only] = near
  if (only && near.length === 1) return { id: only.id, column: 'village' }
  const words =
    near.length > 1
      ? `有 ${near.length} 处同名，填上乡镇（街道）或区划代码`
      : '本级所辖没有这个地方，改为全称或填区划代码'
  return { id: null, column: village === '' ? 'town' : 'village', words, said: lowest }
}
