import { type PaperBlock, paperDay, writePaper } from '../../../platform/paper/index.ts'
import type { MatterRow } from '../contract.ts'
import { STATE_LABELS } from '../ui/labels.ts'
import type { Handover } from './contract.ts'

const HIDDEN = '部队需求（内容不公开）'
const KINDS = { due: '承诺日', review: '挂账复核', node: '节点' } as const

const tableOf = (rows: readonly MatterRow[]): PaperBlock => ({
  table: {
    columns: [
      { header: '编号', width: 3 },
      { header: '事项', width: 8 },
      { header: '状态', width: 2, align: 'center' },
      { header: '承诺日', width: 3, align: 'center' },
    ],
    rows: rows.map(({ code, title, state, dueOn }) => [code, title ?? HIDDEN, STATE_LABELS[state], dueOn ?? '未定期']),
  },
})

const listed = (heading: string, { total, rows }: Handover['owe']): PaperBlock[] => [
  { heading: 1, text: `${heading}（${total} 件）` },
  ...(rows.length > 0 ? [tableOf(rows)] : [{ text: '没有。' }]),
  ...(total > rows.length ? [{ text: `另有 ${total - rows.length} 件，见系统。` }] : []),
]

/** The handover as a Word file: what is owed, what waits, what is promised, what was done, the note, two signatures. */
export const paperOf = (page: Handover, on: string, mark: string): Promise<Buffer> => {
  const { post, predecessor, successor, received, own, promises } = page
  const note = received ?? own
  return writePaper({
    mark,
    holds: { working: ['移交人、接收人'] },
    title: `${post.name}工作交接单`,
    under: [`${post.unitName}　${paperDay(on)}`],
    blocks: [
      { line: `移交人：${predecessor?.personName ?? '　　　　'}　　接收人：${successor?.personName ?? '（空缺）'}` },
      ...listed('一、要办的', page.owe),
      ...listed('二、等答复的', page.answer),
      { heading: 1, text: `三、许下的日子（${promises.length} 个）` },
      promises.length > 0
        ? {
            table: {
              columns: [
                { header: '日子', width: 3, align: 'center' },
                { header: '类别', width: 2, align: 'center' },
                { header: '事项', width: 9 },
              ],
              rows: promises.map(({ on: day, kind, title, node, isPast }) => [
                isPast ? `${day}（已过）` : day,
                KINDS[kind],
                node ? `${title}：${node}` : title,
              ]),
            },
          }
        : { text: '没有。' },
      { heading: 1, text: `四、${page.year} 年办过的` },
      { text: `经手办理 ${page.entered} 次，经手的事项已销号 ${page.closed.total} 件。` },
      { heading: 1, text: '五、交接说明' },
      { text: note?.text ?? '没有写。' },
      { signatures: ['移交人：', '接收人：', '监交人：'] },
    ],
  })
}
