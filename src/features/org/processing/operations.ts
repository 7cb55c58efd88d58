import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import type { DataClass } from './contract.ts'
import { readRegister } from './register.ts'

const CLASS_WORDS: Record<DataClass, string> = { closed: '封存', working: '工作', none: '非个人信息' }

type Column =
  | 'name'
  | 'class'
  | 'whose'
  | 'purpose'
  | 'law'
  | 'article'
  | 'verified'
  | 'retention'
  | 'seenBy'
  | 'columns'

const TEMPLATE: SheetTemplate<Column> = {
  title: '数据处理登记',
  sheet: '数据处理登记',
  columns: [
    { key: 'name', header: '数据种类', width: 18, kind: 'text' },
    { key: 'class', header: '级别', width: 12, kind: 'text' },
    { key: 'whose', header: '谁的', width: 20, kind: 'text' },
    { key: 'purpose', header: '处理目的', width: 36, kind: 'text' },
    { key: 'law', header: '依据', width: 26, kind: 'text' },
    { key: 'article', header: '条款', width: 34, kind: 'text' },
    { key: 'verified', header: '条款核对', width: 12, kind: 'text' },
    { key: 'retention', header: '保存期限', width: 34, kind: 'text' },
    { key: 'seenBy', header: '谁能看', width: 26, kind: 'text' },
    { key: 'columns', header: '存放的字段', width: 60, kind: 'text' },
  ],
}

export const listProcessing = async (_ctx: Context) => ({ rows: readRegister() })

/** 下载数据处理登记: the register as an Excel sheet, for the file of the office. */
export const exportProcessing = async (ctx: Context): Promise<File> => {
  const rows = readRegister().map(({ basis, columns, whose, ...kind }) => ({
    ...kind,
    class: CLASS_WORDS[kind.class],
    whose: whose ?? '—',
    law: basis?.law ?? '—',
    article: basis?.article ?? '—',
    verified: basis ? (basis.isVerified ? '已核对' : '待核对') : '—',
    columns: columns.join('、'),
  }))
  const bytes = await writeSheet(TEMPLATE, rows, {
    notes: [`导出单位：${ctx.acting.unitName}，${ctx.today}`],
    mark: exportMark(ctx),
  })
  await auditExport(ctx, 'processing.export', { record: 'processing', kind: 'xlsx', rows: rows.length })
  return download(`数据处理登记 ${ctx.today}`, 'xlsx', bytes)
}
