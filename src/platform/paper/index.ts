import type { IParagraphOptions, ISectionOptions, Table } from 'docx'
import { classesOf, type PersonalClass } from '../sheets/template.ts'

/** A column of a table: `width` is its share of the width of the page; `holds` as in a sheet (数据类别). */
export type PaperColumn = { header: string; width: number; align?: 'left' | 'center' | 'right'; holds?: PersonalClass }

/** One piece of a paper, from top to bottom. Headings carry their own numbers: 一、 （一） 1. */
export type PaperBlock =
  | { heading: 1 | 2 | 3; text: string }
  /** `footnotes` stand behind the character `at` of the text; they are numbered through the whole paper. */
  | { text: string; footnotes?: readonly { at: number; text: string }[] }
  /** A line of its own without indent: 主送机关, a condition of the list. */
  | { line: string }
  | { table: { columns: readonly PaperColumn[]; rows: readonly (readonly string[])[]; total?: readonly string[] } }
  /** Lines to be filled in by hand: 承办单位（盖章）, 经办人, 日期. */
  | { signatures: readonly string[] }
  | { pageBreak: true }

/** A document in the official layout. What is not given is left out. */
export type Paper = {
  title: string
  /** Under the title, in the middle: number, period, who made it. */
  under?: readonly string[]
  blocks: readonly PaperBlock[]
  /** 落款: who issues it, and the day as '2026-07-14'. */
  signature?: { unit: string; on: string }
  orientation?: 'portrait' | 'landscape'
  /** Who took it out and when (`exportMark`): small and grey under the page number, and in the properties of the file. */
  mark?: string
  /** 数据类别 of what stands about persons in other parts than columns, by the name of the part; it goes out beside the mark. */
  holds?: Partial<Record<PersonalClass, readonly string[]>>
}

// GB/T 9704-2012: A4; margins 37 above and 28 inside (left); type area 156 × 225 mm, so 26 right and 35 below; 22 lines of
// 28 characters; body 三号 (16 pt) 仿宋, title 二号 (22 pt) 小标宋, headings 黑体 and 楷体, page number 四号 between dashes.
const MM = 56.6929
const mm = (millimetres: number) => Math.round(millimetres * MM)
const LINE = 579 // 28.95 pt in twentieths
const BODY = 32 // half points
const TITLE = 44
const SMALL = 24
const PAGE_NUMBER = 28
const MARK = 14
const FOOTNOTE = 18
const PORTRAIT = { top: 37, right: 26, bottom: 35, left: 28 }
const LANDSCAPE = { top: 28, right: 35, bottom: 26, left: 37 }

const FONTS = {
  title: { ascii: 'Times New Roman', eastAsia: '方正小标宋简体', hAnsi: 'Times New Roman' },
  body: { ascii: 'Times New Roman', eastAsia: '仿宋_GB2312', hAnsi: 'Times New Roman' },
  1: { ascii: 'Times New Roman', eastAsia: '黑体', hAnsi: 'Times New Roman' },
  2: { ascii: 'Times New Roman', eastAsia: '楷体_GB2312', hAnsi: 'Times New Roman' },
  3: { ascii: 'Times New Roman', eastAsia: '仿宋_GB2312', hAnsi: 'Times New Roman' },
}

/** '2026-07-14' as papers are dated: 2026年7月14日. */
export const paperDay = (day: string): string => {
  const [year, month, date] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

// XML knows no other control characters.
const clean = (text: string): string => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')

/**
 * A paper as a Word file (.docx) in the layout of GB/T 9704-2012; landscape turns the same margins. Tables repeat their
 * header on each page and keep rows whole.
 */
export const writePaper = async (paper: Paper): Promise<Buffer> => {
  const docx = await import('docx')
  const { AlignmentType, LineRuleType, PageOrientation, Paragraph, TextRun } = docx
  const classes = classesOf({
    columns: [
      ...paper.blocks.flatMap((block) => ('table' in block ? block.table.columns : [])),
      ...(['closed', 'working'] as const).flatMap((holds) =>
        (paper.holds?.[holds] ?? []).map((header) => ({ header, holds })),
      ),
    ],
  })
  const marked = [paper.mark ?? '', classes].filter((words) => words !== '').join('　')
  const isLandscape = paper.orientation === 'landscape'
  const margins = isLandscape ? LANDSCAPE : PORTRAIT
  const pageWidth = isLandscape ? 297 : 210
  const textWidth = mm(pageWidth - margins.left - margins.right)
  const spacing = { line: LINE, lineRule: LineRuleType.EXACT }

  const indent = { firstLine: 2 * 16 * 20 }
  const paragraph = (
    text: string,
    { font = FONTS.body as object, size = BODY, ...more }: { font?: object; size?: number } & IParagraphOptions = {},
  ) =>
    new Paragraph({
      spacing,
      ...more,
      children: clean(text)
        .split('\n')
        .map((part, index) => new TextRun({ text: part, font, size, ...(index > 0 ? { break: 1 } : {}) })),
    })

  const footnotes: Record<number, { children: InstanceType<typeof Paragraph>[] }> = {}
  /** A paragraph of the body whose footnotes stand at the foot of its page. */
  const annotated = (text: string, notes: readonly { at: number; text: string }[]) => {
    const cuts = [0, ...notes.map(({ at }) => at), text.length]
    const run = (words: string) => new TextRun({ text: clean(words), font: FONTS.body, size: BODY })
    return new Paragraph({
      spacing,
      indent,
      alignment: AlignmentType.BOTH,
      children: notes
        .flatMap((note, index) => {
          const number = Object.keys(footnotes).length + 1
          footnotes[number] = {
            children: [
              new Paragraph({
                spacing: { line: 280, lineRule: LineRuleType.AT_LEAST },
                children: [new TextRun({ text: ` ${clean(note.text)}`, font: FONTS.body, size: FOOTNOTE })],
              }),
            ],
          }
          return [run(text.slice(cuts[index], cuts[index + 1])), new docx.FootnoteReferenceRun(number)]
        })
        .concat(run(text.slice(cuts.at(-2), text.length))),
    })
  }

  const cell = (text: string, width: number, align: PaperColumn['align'] = 'left', isHeader = false) =>
    new docx.TableCell({
      width: { size: width, type: docx.WidthType.DXA },
      verticalAlign: docx.VerticalAlign.CENTER,
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      children: [
        paragraph(text, {
          font: isHeader ? FONTS[1] : FONTS.body,
          size: SMALL,
          alignment: isHeader
            ? AlignmentType.CENTER
            : AlignmentType[align.toUpperCase() as 'LEFT' | 'CENTER' | 'RIGHT'],
          spacing: { line: 320, lineRule: LineRuleType.AT_LEAST },
        }),
      ],
    })

  const tableOf = ({ columns, rows, total }: Extract<PaperBlock, { table: object }>['table']): Table => {
    const shares = columns.reduce((sum, { width }) => sum + width, 0)
    const widths = columns.map(({ width }) => Math.floor((textWidth * width) / shares))
    const line = (texts: readonly string[], isHeader = false) =>
      new docx.TableRow({
        tableHeader: isHeader,
        cantSplit: true,
        children: columns.map(({ align }, index) => cell(texts[index] ?? '', widths[index] ?? 0, align, isHeader)),
      })
    return new docx.Table({
      layout: docx.TableLayoutType.FIXED,
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: docx.WidthType.DXA },
      columnWidths: widths,
      alignment: AlignmentType.CENTER,
      rows: [
        line(
          columns.map(({ header }) => header),
          true,
        ),
        ...rows.map((row) => line(row)),
        ...(total ? [line(total)] : []),
      ],
    })
  }

  const blockOf = (block: PaperBlock) => {
    if ('heading' in block)
      return paragraph(block.text, {
        font: FONTS[block.heading],
        indent,
        keepNext: true,
        outlineLevel: block.heading - 1,
      })
    if ('table' in block) return tableOf(block.table)
    if ('line' in block) return paragraph(block.line)
    if ('signatures' in block)
      return paragraph(block.signatures.join('　　　　　　'), { spacing: { ...spacing, before: LINE } })
    if ('pageBreak' in block) return new Paragraph({ pageBreakBefore: true, children: [] })
    if (block.footnotes && block.footnotes.length > 0) return annotated(block.text, block.footnotes)
    return paragraph(block.text, { indent, alignment: AlignmentType.BOTH })
  }

  const children: ISectionOptions['children'] = [
    paragraph(paper.title, {
      font: FONTS.title,
      size: TITLE,
      alignment: AlignmentType.CENTER,
      spacing: { line: 700, lineRule: LineRuleType.AT_LEAST },
    }),
    ...(paper.under ?? []).map((text) => paragraph(text, { font: FONTS[2], alignment: AlignmentType.CENTER })),
    paragraph(''),
    ...paper.blocks.map(blockOf),
    ...(paper.signature
      ? [
          paragraph(''),
          // 落款: the day four characters from the right edge, the unit above it in the middle of the day.
          paragraph(paper.signature.unit, { alignment: AlignmentType.RIGHT, indent: { right: 2 * 320 } }),
          paragraph(paperDay(paper.signature.on), { alignment: AlignmentType.RIGHT, indent: { right: 4 * 320 } }),
        ]
      : []),
  ]
  const pageNumber = (alignment: (typeof AlignmentType)['LEFT' | 'RIGHT'], edge: 'left' | 'right') =>
    new docx.Footer({
      children: [
        new Paragraph({
          alignment,
          indent: { [edge]: 280 },
          children: [new TextRun({ children: ['— ', docx.PageNumber.CURRENT, ' —'], font: '宋体', size: PAGE_NUMBER })],
        }),
        ...(marked
          ? [
              new Paragraph({
                alignment,
                children: [new TextRun({ text: clean(marked), font: '宋体', size: MARK, color: '999999' })],
              }),
            ]
          : []),
      ],
    })
  const file = new docx.Document({
    creator: '同心',
    title: clean(paper.title),
    ...(marked ? { keywords: clean(marked) } : {}),
    evenAndOddHeaderAndFooters: true,
    footnotes,
    styles: { default: { document: { run: { font: FONTS.body, size: BODY } } } },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: mm(210),
              height: mm(297),
              orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: {
              top: mm(margins.top),
              right: mm(margins.right),
              bottom: mm(margins.bottom),
              left: mm(margins.left),
              footer: mm(25),
            },
          },
        },
        // The number stands outside: right on odd pages, left on even ones.
        footers: {
          default: pageNumber(AlignmentType.RIGHT, 'right'),
          even: pageNumber(AlignmentType.LEFT, 'left'),
        },
        children,
      },
    ],
  })
  return docx.Packer.toBuffer(file)
}
