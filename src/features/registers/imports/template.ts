import type { SheetTemplate } from '../../../platform/sheets/index.ts'
import {
  CARE_WORDS,
  CERTIFICATE_WORDS,
  DISCHARGE_WORDS,
  GENDER_WORDS,
  KIN_WORDS,
  RELATION_WORDS,
} from '../households/words.ts'

export type RegisterColumn =
  | 'county'
  | 'town'
  | 'village'
  | 'code'
  | 'mark'
  | 'head'
  | 'relation'
  | 'name'
  | 'gender'
  | 'birth'
  | 'resident'
  | 'phone'
  | 'categories'
  | 'kin'
  | 'joined'
  | 'left'
  | 'discharge'
  | 'honours'
  | 'care'
  | 'benefit'
  | 'certificate'
  | 'number'
  | 'bank'
  | 'address'
  | 'guardian'

const words = (table: Record<string, string>): string[] => Object.values(table)

/** The sheet that goes out, to be filled in and sent back: one line for each person. */
export const REGISTER_TEMPLATE: SheetTemplate<RegisterColumn> = {
  title: '底册导入表',
  sheet: '底册',
  columns: [
    {
      key: 'county',
      header: '县（区）',
      aliases: ['县', '县市区', '区县'],
      width: 12,
      kind: 'text',
      help: '村不重名的可空着',
    },
    { key: 'town', header: '乡镇（街道）', aliases: ['乡镇', '街道', '镇街', '乡镇街道'], width: 14, kind: 'text' },
    {
      key: 'village',
      header: '村（社区）',
      aliases: ['村', '社区', '村居', '村社区', '所在村'],
      width: 14,
      kind: 'text',
      help: '与区划代码填一项',
    },
    {
      key: 'code',
      header: '区划代码',
      aliases: ['行政区划代码'],
      width: 16,
      kind: 'text',
      help: '12 位；填了就不看村名',
    },
    {
      key: 'mark',
      header: '户号',
      aliases: ['户编号', '家庭编号'],
      width: 12,
      kind: 'text',
      help: '同一户写一样的；没有就按户主归户',
    },
    {
      key: 'head',
      header: '户主姓名',
      holds: 'working',
      aliases: ['户主'],
      width: 12,
      kind: 'text',
      help: '空着就是本人',
    },
    {
      key: 'relation',
      header: '与户主关系',
      aliases: ['关系'],
      width: 12,
      kind: 'choice',
      choices: words(RELATION_WORDS),
    },
    {
      key: 'name',
      header: '姓名',
      holds: 'working',
      aliases: ['人员姓名', '对象姓名'],
      width: 12,
      kind: 'text',
      required: true,
    },
    { key: 'gender', header: '性别', width: 6, kind: 'choice', choices: words(GENDER_WORDS) },
    {
      key: 'birth',
      header: '出生年月',
      aliases: ['出生日期', '出生', '生日'],
      width: 12,
      kind: 'text',
      help: '如 1975-03；有身份证号的可空着',
    },
    {
      key: 'resident',
      header: '身份证号',
      holds: 'closed',
      aliases: ['身份证号码', '公民身份号码', '证件号码', '身份证'],
      width: 22,
      kind: 'text',
      help: '单元格设为文本再填，15 位的也可以',
    },
    {
      key: 'phone',
      header: '联系电话',
      holds: 'closed',
      aliases: ['电话', '手机', '手机号', '手机号码', '联系方式'],
      width: 16,
      kind: 'text',
    },
    {
      key: 'categories',
      header: '对象类别',
      aliases: ['人员类别', '优抚对象类别', '类别'],
      width: 22,
      kind: 'text',
      help: '几类的用顿号隔开',
    },
    {
      key: 'kin',
      header: '与军人关系',
      aliases: ['与烈士关系', '与牺牲病故军人关系'],
      width: 12,
      kind: 'choice',
      choices: words(KIN_WORDS),
      help: '遗属、军属填',
    },
    {
      key: 'joined',
      header: '入伍年份',
      aliases: ['入伍时间', '入伍年月', '入伍日期'],
      width: 12,
      kind: 'text',
      help: '只记年份',
    },
    {
      key: 'left',
      header: '退役年份',
      aliases: ['退役时间', '退伍时间', '退役年月', '退役日期'],
      width: 12,
      kind: 'text',
      help: '只记年份',
    },
    {
      key: 'discharge',
      header: '退役方式',
      aliases: ['安置方式'],
      width: 14,
      kind: 'choice',
      choices: words(DISCHARGE_WORDS),
    },
    {
      key: 'honours',
      header: '立功受奖',
      aliases: ['立功受奖情况', '荣誉'],
      width: 22,
      kind: 'text',
      help: '等级和年份，如 三等功2019；几次的用顿号隔开',
    },
    { key: 'care', header: '优抚状态', width: 10, kind: 'choice', choices: words(CARE_WORDS) },
    { key: 'benefit', header: '待遇代码', width: 10, kind: 'text', help: '只写代码' },
    { key: 'certificate', header: '证件种类', width: 18, kind: 'choice', choices: words(CERTIFICATE_WORDS) },
    { key: 'number', header: '证件编号', holds: 'closed', aliases: ['优待证号', '证件号'], width: 18, kind: 'text' },
    {
      key: 'bank',
      header: '银行账号',
      holds: 'closed',
      aliases: ['银行卡号', '账号', '开户账号', '存折账号'],
      width: 22,
      kind: 'text',
      help: '单元格设为文本再填',
    },
    {
      key: 'address',
      header: '详细住址',
      holds: 'closed',
      aliases: ['住址', '家庭住址', '地址'],
      width: 28,
      kind: 'text',
    },
    {
      key: 'guardian',
      header: '监护人同意',
      aliases: ['监护人同意情况'],
      width: 20,
      kind: 'text',
      help: '未满 14 周岁的填谁、哪天，如 母亲 2026-05-01；依法登记的写 依法 2026-05-01',
    },
  ],
}

export const HEADERS: readonly string[] = REGISTER_TEMPLATE.columns.flatMap(({ header, aliases = [] }) => [
  header,
  ...aliases,
])

/** Over what is wrong in a row that goes back to be corrected; read by nobody when it comes again. */
export const WRONG_HEADER = '问题（照着改，这一列不用删）'

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*:]/g, '')
    .replace(/[([【].*?[)\]】]/g, '')

/** Which column of the sheet holds which of ours, and the headers that none of ours bears. */
export const placesOf = (
  headers: ReadonlyMap<number, string>,
): { places: Map<RegisterColumn, number>; headerOf: Map<RegisterColumn, string>; unknown: string[] } => {
  const places = new Map<RegisterColumn, number>()
  const headerOf = new Map<RegisterColumn, string>()
  const unknown: string[] = []
  for (const [at, words] of [...headers].sort(([a], [b]) => a - b)) {
    const name = plain(words)
    const column = REGISTER_TEMPLATE.columns.find(({ header, aliases = [] }) =>
      [header, ...aliases].some((one) => plain(one) === name),
    )
    if (column && !places.has(column.key)) {
      places.set(column.key, at)
      headerOf.set(column.key, column.header)
    } else if (name !== '' && !column && name !== plain(WRONG_HEADER)) unknown.push(words.trim())
  }
  return { places, headerOf, unknown }
}
