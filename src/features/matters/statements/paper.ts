import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { type PaperBlock, paperDay, writePaper } from '../../../platform/paper/index.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { STATE_WORDS } from '../words.ts'
import { LINE_TERMS, type Statement, type StatementLine } from './contract.ts'
import { getStatement } from './operations.ts'
import { shownTerms, TERMS_IN } from './rules.ts'
import { asidesOf, COUNTED_ONCE, FLAG_WORDS, TERM_WORDS } from './words.ts'

const DIRECTIONS = { 'military-asks': '部队提、地方办', 'locality-asks': '地方提、部队办' } as const
const unitWords = ({ unit }: Statement): string => unit?.name ?? '全部部队单位'

/** 期初 12 ＋ 新增 4 − 销号 5 − 不予办理 0 − 结转 0 ＝ 期末 11. */
const equationWords = ({ figures }: Statement['sides'][number]): string =>
  [
    `期初 ${figures.opening}`,
    ...shownTerms(figures).map(
      (term) => `${(TERMS_IN as readonly string[]).includes(term) ? '＋' : '−'} ${TERM_WORDS[term]} ${figures[term]}`,
    ),
    `＝ 期末 ${figures.closing}`,
  ].join(' ')

/** The equation with what it counts apart: …＝ 期末 11，其中期末中代录 2、销号中代确认 1. */
const accountWords = (statement: Statement, side: Statement['sides'][number]): string => {
  const asides = asidesOf(statement.lines, side.direction).map(({ words }) => words)
  return `${equationWords(side)}，账平${asides.length > 0 ? `。其中${asides.join('、')}` : ''}。`
}

const signedWords = (statement: Statement, side: 'office' | 'unit'): string => {
  const signed = statement.signatures.find((one) => one.side === side)
  if (!signed) return '（签字盖章）：　　　　　　　　　　年　　月　　日'
  return `：${signed.signer ?? signed.postName} ${paperDay(signed.signedOn)}${signed.signer ? '纸质签字，代签' : '已签'}`
}

const COLUMNS = [
  { header: '编号', width: 14 },
  { header: '事项', width: 30 },
  { header: '提出 → 牵头', width: 26 },
  { header: '状态', width: 10 },
  { header: '标明', width: 12 },
] as const

const cellsOf = (line: StatementLine): string[] => [
  line.code,
  line.title,
  `${line.asker} → ${line.lead ?? '待定'}`,
  STATE_WORDS[line.state],
  line.flags.map((flag) => FLAG_WORDS[flag]).join('、'),
]

const blocksOf = (statement: Statement): PaperBlock[] =>
  statement.sides.flatMap((side, index): PaperBlock[] => [
    { heading: 1, text: `${'一二'[index]}、${DIRECTIONS[side.direction]}` },
    { text: accountWords(statement, side) },
    ...LINE_TERMS.flatMap((term): PaperBlock[] => {
      const lines = statement.lines.filter((line) => line.direction === side.direction && line.term === term)
      if (lines.length === 0) return []
      return [
        { heading: 2, text: `${TERM_WORDS[term]} ${lines.length} 件` },
        { table: { columns: COLUMNS, rows: lines.map(cellsOf) } },
      ]
    }),
  ])

/** A frozen statement as a Word file, with room for both signatures. @throws Problem not-found */
export const statementWord = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const statement = await getStatement(ctx, { id })
  const bytes = await writePaper({
    mark: exportMark(ctx),
    title: '军地双清单对账单',
    under: [
      `${statement.number} 第 ${statement.round} 期`,
      `${statement.office.name}与${unitWords(statement)}`,
      `${paperDay(statement.fromOn)}至${paperDay(statement.untilOn)}`,
    ],
    blocks: [
      ...blocksOf(statement),
      { text: `注：${COUNTED_ONCE}` },
      { signatures: [`地方${signedWords(statement, 'office')}`, `部队${signedWords(statement, 'unit')}`] },
    ],
  })
  await leave(ctx, statement, 'docx')
  return download(`对账单 ${statement.number}`, 'docx', bytes)
}

const leave = (ctx: Context, statement: Statement, kind: 'docx' | 'xlsx'): Promise<void> =>
  auditExport(ctx, 'statement.export', {
    ...{ record: 'statements', recordId: statement.id as number, kind },
    rows: statement.lines.length,
  })

type Key = 'no' | 'direction' | 'term' | 'code' | 'title' | 'asker' | 'lead' | 'state' | 'on' | 'dueOn' | 'flags'

const TEMPLATE: SheetTemplate<Key> = {
  title: '军地双清单对账单',
  sheet: '对账单',
  columns: [
    { key: 'no', header: '序号', width: 6, kind: 'number' },
    { key: 'direction', header: '方向', width: 16, kind: 'text' },
    { key: 'term', header: '项目', width: 10, kind: 'text' },
    { key: 'code', header: '编号', width: 15, kind: 'text' },
    { key: 'title', header: '事项', width: 36, kind: 'text' },
    { key: 'asker', header: '提出单位', width: 18, kind: 'text' },
    { key: 'lead', header: '牵头单位', width: 18, kind: 'text' },
    { key: 'state', header: '状态', width: 10, kind: 'text' },
    { key: 'on', header: '变动日', width: 12, kind: 'day' },
    { key: 'dueOn', header: '承诺日', width: 12, kind: 'day' },
    { key: 'flags', header: '标明', width: 16, kind: 'text' },
  ],
}

/** A frozen statement as an Excel file: every line with its term, the equations above. @throws Problem not-found */
export const statementExcel = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const statement = await getStatement(ctx, { id })
  const rows = statement.lines.map((line, index) => ({
    no: index + 1,
    direction: DIRECTIONS[line.direction],
    term: TERM_WORDS[line.term],
    code: line.code,
    title: line.title,
    asker: line.asker,
    lead: line.lead,
    state: STATE_WORDS[line.state],
    on: line.on,
    dueOn: line.dueOn,
    flags: line.flags.map((flag) => FLAG_WORDS[flag]).join('、'),
  }))
  const notes = [
    `${statement.number} 第 ${statement.round} 期，${statement.office.name}与${unitWords(statement)}，${paperDay(statement.fromOn)}至${paperDay(statement.untilOn)}`,
    ...statement.sides.map((side) => `${DIRECTIONS[side.direction]}：${accountWords(statement, side)}`),
    `注：${COUNTED_ONCE}`,
    `地方${signedWords(statement, 'office')}；部队${signedWords(statement, 'unit')}`,
  ]
  const bytes = await writeSheet(TEMPLATE, rows, { notes, mark: exportMark(ctx) })
  await leave(ctx, statement, 'xlsx')
  return download(`对账单 ${statement.number}`, 'xlsx', bytes)
}
