import { doubtSentence, type FigureFault } from '../reading/index.ts'
import type { ReadOutput } from '../reading/output.ts'

const KIND_WORDS: Record<ReadOutput['kind'], string> = {
  plan: '要点、方案、意见',
  report: '汇报、总结',
  standard: '考评标准',
  duallist: '双清单',
  notice: '通知',
  news: '报道',
}

/** Columns a Chinese character takes on a terminal. */
const widthOf = (text: string): number => {
  let width = 0
  for (const char of text) width += char.charCodeAt(0) > 0xff ? 2 : 1
  return width
}

const cut = (text: string, most: number): string => {
  if (widthOf(text) <= most) return text
  let width = 1
  let kept = ''
  for (const char of text) {
    width += char.charCodeAt(0) > 0xff ? 2 : 1
    if (width > most) break
    kept += char
  }
  return `${kept}…`
}

const WIDEST = 44

const grid = (title: string, head: string[], rows: string[][]): string => {
  if (rows.length === 0) return `${title}：无\n`
  // A table of sentences alone is not cut.
  const widest = head.length === 1 ? Number.POSITIVE_INFINITY : WIDEST
  const cells = [head, ...rows].map((row) => row.map((cell) => cut(cell, widest)))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column]!))))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
  return `${title}（${rows.length}）\n${lines.join('\n')}\n`
}

/** A reading as tables for a terminal, with what does not fit together among its figures. */
export const tableOf = (output: ReadOutput, faults: readonly FigureFault[]): string =>
  [
    `文种：${KIND_WORDS[output.kind]}\n`,
    grid(
      '条款',
      ['序号', '标题'],
      output.clauses.map((one) => [one.path, one.title]),
    ),
    grid(
      '任务',
      ['条款', '任务', '牵头', '单位', '时限', '数量要求', '考核方式', '存疑'],
      output.tasks.flatMap((task) =>
        task.parts.map((part) => [
          task.path,
          part.text,
          part.lead.join('、'),
          part.units.join('、'),
          part.deadline ?? '',
          part.quota ?? '',
          part.checked?.text ?? '',
          part.doubts.map(doubtSentence).join('；'),
        ]),
      ),
    ),
    grid(
      '数量',
      ['原文', '数值', '单位', '约数', '指标', '期间'],
      output.figures.map((one) => [
        one.text.replace(/\s/g, ''),
        one.range ? `${one.range[0]}—${one.range[1]}` : String(one.value),
        one.unit,
        one.approx ? (one.qualifier ?? '约') : '',
        one.metric,
        one.period ?? '',
      ]),
    ),
    ...(faults.length > 0
      ? [
          grid(
            '查账',
            ['存疑'],
            faults.map((one) => [one.sentence]),
          ),
        ]
      : []),
  ].join('\n')
