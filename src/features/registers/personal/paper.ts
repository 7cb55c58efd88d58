import { writePaper } from '../../../platform/paper/index.ts'
import type { RegisteredRecord } from './contract.ts'

/** One earlier entry of the person's history, opened under his own key. */
export type Earlier = { at: string; what: string; words: string }

const moment = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

type Mark = NonNullable<Parameters<typeof writePaper>[0]['mark']>

/** The paper that a person is given: what is held, what was done, what was registered earlier, and who looked. */
export const writeCopy = (
  record: RegisteredRecord,
  earlier: readonly Earlier[],
  { mark, unit, today }: { mark: Mark; unit: string; today: string },
): Promise<Buffer> =>
  writePaper({
    title: '本人信息副本',
    under: [record.name, record.place],
    orientation: 'landscape',
    mark,
    holds: { closed: ['保存的内容', '历次登记'], working: ['保存的内容', '办过的事', '历次登记'] },
    blocks: [
      { heading: 1, text: '一、保存的内容' },
      {
        table: {
          columns: [
            { header: '种类', width: 18 },
            { header: '项目', width: 22 },
            { header: '内容', width: 40 },
            { header: '保存期限', width: 36 },
          ],
          rows: record.held.flatMap(({ kind, retention, items }) =>
            items.map(({ label, value }) => [kind, label, value, retention]),
          ),
        },
      },
      { heading: 1, text: '二、为本人和本户办过的事' },
      record.records.length > 0
        ? {
            table: {
              columns: [
                { header: '种类', width: 20 },
                { header: '为什么有', width: 34 },
                { header: '内容', width: 62 },
              ],
              rows: record.records.flatMap(({ label, why, lines, isMore, count }) => [
                ...lines.map((line) => [label, why, line]),
                ...(isMore ? [[label, why, `共 ${count} 条，列出最近 ${lines.length} 条`]] : []),
              ]),
            },
          }
        : { text: '没有办过的记录。' },
      { heading: 1, text: '三、历次登记' },
      earlier.length > 0
        ? {
            table: {
              columns: [
                { header: '时间', width: 22 },
                { header: '办理', width: 22 },
                { header: '登记的内容', width: 72 },
              ],
              rows: earlier.map(({ at, what, words }) => [moment(at), what, words]),
            },
          }
        : { text: '没有可打开的历次登记；由表格导入的，从导入起登记。' },
      { heading: 1, text: '四、谁看过、改过' },
      {
        table: {
          columns: [
            { header: '时间', width: 22 },
            { header: '办理', width: 34 },
            { header: '岗位和人员', width: 30 },
            { header: '事由', width: 30 },
          ],
          rows: record.history.rows.map(({ at, what, personName, postName, reason }) => [
            moment(at),
            what,
            [postName, personName].filter(Boolean).join(' ') || '系统',
            reason ?? '',
          ]),
        },
      },
    ],
    signature: { unit, on: today },
  })
