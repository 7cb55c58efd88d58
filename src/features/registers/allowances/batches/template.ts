import type { SheetTemplate } from '../../../../platform/sheets/index.ts'

export type AllowanceColumn = 'place' | 'batch' | 'category' | 'month' | 'heads' | 'yuan' | 'source'

/** The sheet of totals to fill in: a line for each place, batch and category; no person in it. */
export const ALLOWANCE_TEMPLATE: SheetTemplate<AllowanceColumn> = {
  title: '待遇发放汇总表',
  sheet: '发放汇总',
  columns: [
    {
      key: 'place',
      header: '地方',
      aliases: ['县（区）', '地区'],
      width: 18,
      kind: 'text',
      required: true,
      help: '写全称或区划代码',
    },
    { key: 'batch', header: '批次', aliases: ['发放批次'], width: 20, kind: 'text', required: true },
    { key: 'category', header: '待遇类别', aliases: ['类别', '对象类别'], width: 20, kind: 'text', required: true },
    {
      key: 'month',
      header: '月份',
      aliases: ['发放月份'],
      width: 12,
      kind: 'text',
      required: true,
      help: '如 2026-06',
    },
    { key: 'heads', header: '人数', aliases: ['发放人数'], width: 10, kind: 'number', required: true },
    { key: 'yuan', header: '金额（元）', aliases: ['金额', '发放金额'], width: 16, kind: 'number', required: true },
    { key: 'source', header: '出处', aliases: ['依据'], width: 28, kind: 'text', required: true },
  ],
}
