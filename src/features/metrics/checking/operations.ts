import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { type PaperBlock, paperDay, writePaper } from '../../../platform/paper/index.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { readCoverage } from '../../org/index.ts'
import { passingText } from '../../sources/index.ts'
import { agreesWith, checkText, listStated } from '../../sources/stated/index.ts'
import type { Figures } from '../contract.ts'
import { countsFamilies, figuresHere } from '../measures/reading.ts'
import { readTotals } from '../operations.ts'
import type { CheckedFigure, CheckedText, CheckText, Counted, PrintChecked } from './contract.ts'
import { type MeasureAsked, measureAskedFor, measuredOf } from './measured.ts'
import {
  askedFor,
  countedFaults,
  countedOf,
  footnoteOf,
  isOfPlace,
  isSameMetric,
  NOT_NOW,
  wordsBefore,
  yearOf,
} from './rules.ts'
import { type Contradiction, contradictionOf, secondFault } from './seconds.ts'
import { tallyOf } from './standing.ts'

type Window = { from: string; to: string } | null

const windowOf = ({ from, to }: { from: string | null; to: string | null }): Window =>
  from !== null && to !== null ? { from, to } : null

const stationsOf = async (ctx: Context, tx: Tx): Promise<Record<4 | 5, number>> => {
  const rows = await readCoverage(tx, ctx.acting.regionPath, ctx.today)
  const of = (level: number) => rows.filter((row) => row.level === level).reduce((sum, { station }) => sum + station, 0)
  return { 4: of(4), 5: of(5) }
}

/** The year that the title names, else this one: a year somewhere in the text is not its own. */
const titledYear = ({ title, year }: ReturnType<typeof checkText>, today: string): number =>
  title?.includes(`${year}年`) ? year : Number(today.slice(0, 4))

/** The values of the measures that the figures of a text speak of, by number of the figure. */
const measuredIn = async (
  ctx: Context,
  tx: Tx,
  { text, title, figures }: ReturnType<typeof checkText>,
  { place, year, window }: { place: string; year: number; window: Window },
): Promise<Map<number, Counted>> => {
  const { today } = ctx
  // The words of the title stand for the time only where no other time is asked for.
  const asked = figures.flatMap((one) => {
    const ask = measureAskedFor(text, one, { place, title: window ? null : title, year, today })
    return ask ? [{ one, ask }] : []
  })
  const keysOf = new Map<string, Set<string>>()
  for (const { ask } of asked)
    for (const period of ask.periods) keysOf.set(period, (keysOf.get(period) ?? new Set()).add(ask.measure.key))
  const values = new Map<string, Map<string, number> | null>()
  for (const [period, keys] of keysOf) values.set(period, await figuresHere(tx, ctx, [...keys], period))
  const totalOf = ({ measure, periods }: MeasureAsked): number | null =>
    periods.reduce<number | null>((sum, period) => {
      const value = values.get(period)?.get(measure.key)
      return sum === null || value === undefined ? null : sum + value
    }, 0)
  return new Map(
    asked.flatMap(({ one, ask }) => {
      const value = totalOf(ask)
      return value === null
        ? []
        : [[one.number, measuredOf(one, ask, value, { today, isInner: countsFamilies(ask.measure) })] as const]
    }),
  )
}

/** Each figure of a text with its counted value, its second sources and what is in doubt. Nothing is kept. */
const checked = (ctx: Context, text: string, window: Window, isPaper = false): Promise<CheckedText> => {
  const { today } = ctx
  const read = checkText(text, today, window)
  return ctx.readFigures(async (tx) => {
    const region = await tx
      .selectFrom('regions')
      .select('name')
      .where('id', '=', ctx.acting.regionId)
      .executeTakeFirstOrThrow()
    const asked = new Map(
      read.figures.map((one) => [one.number, askedFor(read.text, one, { place: region.name, window, today })]),
    )
    const windowYear = window ? yearOf(null, window, today) : null
    const wanted = [...asked.values()].filter((one) => one !== null)
    const totals = new Map<number, Figures>()
    for (const one of wanted)
      if ('key' in one && !totals.has(one.year)) totals.set(one.year, await readTotals(tx, ctx, one.year))
    const stations = wanted.some((one) => 'station' in one) ? await stationsOf(ctx, tx) : { 4: 0, 5: 0 }
    const counts = {
      totals: (year: number, key: keyof Figures) => totals.get(year)?.[key] ?? 0,
      stations,
    }
    const measured = await measuredIn(ctx, tx, read, {
      place: region.name,
      year: windowYear ?? titledYear(read, today),
      window,
    })
    const home = { id: ctx.acting.regionId, name: region.name }
    const kept = await listStated(tx, { cityId: ctx.acting.cityId })
    const year = windowYear ?? read.year
    const contradictions = new Map<number, Contradiction[]>()
    const figures = read.figures.map((one): CheckedFigure => {
      const ask = asked.get(one.number) ?? null
      const before = wordsBefore(read.text, one)
      const same = kept.filter((other) => isOfPlace(one, other, home) && isSameMetric(one, before, other))
      const told = NOT_NOW.test(before) ? [] : same.map((other) => contradictionOf(one, other, year))
      contradictions.set(
        one.number,
        told.filter((found) => found !== null),
      )
      return {
        ...one,
        counted: ask ? countedOf(one, ask, counts, today) : (measured.get(one.number) ?? null),
        stated: same.map(
          ({ id, words, period, documentId, documentTitle, startAt, endAt, value, high, qualifier }, index) => ({
            ...{ id, words, period, documentId, documentTitle, startAt, endAt },
            agrees: agreesWith(one, { value, high, qualifier }),
            differs: told[index] != null,
          }),
        ),
      }
    })
    return {
      title: read.title,
      text: read.text,
      figures,
      faults: [
        ...countedFaults(figures, isPaper),
        ...figures.flatMap((one) => secondFault(one, contradictions.get(one.number) ?? [])),
        ...read.faults,
      ].sort((a, b) => (a.figures[0] ?? 0) - (b.figures[0] ?? 0)),
    }
  })
}

/**
 * Checks the figures of a speech or report (数字查账): every figure in order with its counted value where a measure fits, the
 * same metric in kept documents, and what does not fit together. Nothing of the text is kept, and the secrecy rules hold.
 * @throws Problem secrecy, and what the reading of a file refuses
 */
export const checkFigureText = async (ctx: Context, { text, file, ...window }: CheckText): Promise<CheckedText> => {
  const from = file ? { name: file.name, bytes: Buffer.from(file.content, 'base64') } : { text: text ?? '' }
  return checked(ctx, await passingText(from), windowOf(window))
}

/** The text line by line, with a footnote behind every figure. */
const blocksOf = ({ text, figures, faults }: CheckedText): PaperBlock[] => {
  const notes = figures.flatMap((figure) =>
    [figure, ...figure.again].map(({ endAt }, index) => ({
      at: endAt,
      text:
        index === 0 ? footnoteOf(figure, faults) : `同本文第 ${figure.number} 个数字。${footnoteOf(figure, faults)}`,
    })),
  )
  let from = 0
  return text.split('\n').flatMap((words): PaperBlock[] => {
    const start = from
    from += words.length + 1
    if (words.trim() === '') return []
    const own = notes
      .filter(({ at }) => at > start && at <= start + words.length)
      .sort((a, b) => a.at - b.at)
      .map(({ at, text: note }) => ({ at: at - start, text: note }))
    return [{ text: words, footnotes: own }]
  })
}

/**
 * The checked text as Word in the official layout, each figure with a footnote: its source or 无来源, and what is in doubt.
 * The text is checked again here and not kept; the export leaves its trace.
 * @throws Problem secrecy
 */
export const printChecked = async (ctx: Context, { title, text, ...window }: PrintChecked): Promise<File> => {
  refuseSecrets({ '/title': title })
  const result = await checked(ctx, await passingText({ text }), windowOf(window), true)
  const tally = tallyOf(result)
  const bytes = await writePaper({
    title,
    under: [
      `数字查账　${paperDay(ctx.today)}`,
      `共 ${tally.all} 个数字，${tally.bare} 个无来源，${tally.doubt} 个待核`,
    ],
    blocks: blocksOf(result),
    mark: exportMark(ctx),
  })
  await auditExport(ctx, 'figures.export', {
    record: 'stated_figures',
    kind: 'docx',
    rows: tally.all,
    // the words themselves are nobody's record
    filter: { characters: text.length, from: window.from, to: window.to },
  })
  return download(`${title} 数字查账`, 'docx', bytes)
}
