import type { SheetColumn, SheetTemplate } from '../../../platform/sheets/index.ts'
import { CATEGORY_LABELS } from '../ui/labels.ts'

export type ImportKey =
  | 'number'
  | 'code'
  | 'title'
  | 'leader'
  | 'lead'
  | 'helpers'
  | 'due'
  | 'progress'
  | 'evidence'
  | 'remark'
  | 'category'
export type LedgerKey = ImportKey | 'kind' | 'light' | 'state' | 'marks'

const COLUMNS: Record<LedgerKey, Omit<SheetColumn, 'key'>> = {
  number: { header: '序号', aliases: ['序', '编次'], width: 6, kind: 'text', help: '行号，随意。' },
  code: {
    header: '编号',
    aliases: ['事项编号'],
    width: 14,
    kind: 'text',
    most: 40,
    help: '已在台账的事项才有，新事项空着。',
  },
  title: {
    header: '事项',
    aliases: ['任务', '工作任务', '事项名称', '任务内容', '工作内容', '主要任务', '重点任务'],
    width: 42,
    kind: 'text',
    required: true,
    most: 120,
    help: '一行一件，120 字以内。',
  },
  kind: { header: '类别', width: 8, kind: 'text' },
  leader: {
    header: '责任领导',
    aliases: ['分管领导', '牵头领导', '责任人'],
    width: 16,
    kind: 'text',
    help: '领导岗位名称或任职人姓名。',
  },
  lead: {
    header: '牵头单位',
    aliases: ['牵头', '责任单位', '主办单位', '承办单位', '牵头部门', '责任部门'],
    width: 18,
    kind: 'text',
    required: true,
    help: '组织里的单位名称、简称或别名。写了几家的，第一家牵头。',
  },
  helpers: {
    header: '配合单位',
    aliases: ['配合', '协办单位', '配合部门', '协助单位'],
    width: 24,
    kind: 'text',
    help: '几家之间用顿号分开。',
  },
  due: {
    header: '完成时限',
    aliases: ['时限', '承诺日', '完成时间', '办结时限', '时间要求', '完成期限'],
    width: 14,
    kind: 'day',
    mayBeWords: true,
    most: 60,
    help: '日子（2026-06-30、6月底前）；全年、长期照写，记作未定期。',
  },
  light: { header: '灯', width: 12, kind: 'text' },
  state: { header: '状态', width: 10, kind: 'text' },
  marks: { header: '标记', width: 12, kind: 'text' },
  progress: {
    header: '进展',
    aliases: ['进展情况', '工作进展', '落实情况', '完成情况'],
    width: 36,
    kind: 'text',
    most: 4000,
    help: '记作第一条经过。',
  },
  evidence: {
    header: '佐证',
    aliases: ['佐证材料', '印证材料', '证明材料'],
    width: 24,
    kind: 'text',
    most: 1000,
    help: '应附的材料名称，附件之后再传。',
  },
  remark: { header: '备注', width: 18, kind: 'text', most: 1000 },
  category: {
    header: '分类',
    aliases: ['事项分类'],
    width: 14,
    kind: 'choice',
    choices: Object.values(CATEGORY_LABELS),
    help: '从列出的分类中选，空着按导入时选的算。',
  },
}

const template = <Key extends LedgerKey>(title: string, sheet: string, keys: readonly Key[]): SheetTemplate<Key> => ({
  title,
  sheet,
  columns: keys.map((key) => ({ key, ...COLUMNS[key] })),
})

const DIVISION = ['number', 'title', 'leader', 'lead', 'helpers', 'due', 'progress', 'evidence', 'remark'] as const

/** 任务分工表 as it is printed. */
export const DIVISION_SHEET = template('任务分工表', '任务分工表', DIVISION)
/** The sheet to fill in. */
export const BLANK_SHEET = template('事项导入表', '事项', [...DIVISION, 'category'])
/** What is read of any of the sheets that go out. */
export const IMPORT_SHEET: SheetTemplate<ImportKey> = template('事项', '事项', [
  'number',
  'code',
  'title',
  'leader',
  'lead',
  'helpers',
  'due',
  'progress',
  'evidence',
  'remark',
  'category',
])
/** The ledger as the screen shows it. */
export const LEDGER_SHEET: SheetTemplate<LedgerKey> = template('事项台账', '事项', [
  'number',
  'code',
  'title',
  'kind',
  'leader',
  'lead',
  'helpers',
  'due',
  'light',
  'state',
  'marks',
  'progress',
  'evidence',
  'remark',
  'category',
])
