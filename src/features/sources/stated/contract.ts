import * as z from 'zod'
import { endpoint, Id, line, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

/** A stretch of the document's clean text; UTF-16 positions, end exclusive. */
const Stretch = z.object({ startAt: z.number(), endAt: z.number() })
export type Stretch = z.output<typeof Stretch>

const Measured = z.object({
  /** In the base unit; of a range its lower end. */
  value: z.number(),
  /** Upper end of a range. */
  high: z.number().nullable(),
  unit: z.string(),
  approx: z.boolean(),
  qualifier: z.string().nullable(),
  bound: z.enum(['min', 'max']).nullable(),
})

/** A quantitative statement as the engine read it, with what it would be kept as (`suggested`). */
export const FoundFigure = Measured.extend({
  number: z.number(),
  /** As printed: 9400余万元. */
  words: z.string(),
  /** The words that say what is counted; may be empty. */
  phrase: z.string(),
  period: z.string().nullable(),
  place: z.string().nullable(),
  startAt: z.number(),
  endAt: z.number(),
  sentence: Stretch,
  /** Further places where the text states the same. */
  again: z.array(Stretch),
  confidence: z.enum(['high', 'low']),
  reasons: z.array(z.string()),
})
export type FoundFigure = z.output<typeof FoundFigure>

/** Where a suggested period comes from: the figure's own words, the time the document speaks of, or its year. */
export const PERIOD_SOURCES = ['figure', 'document', 'year'] as const

/** Where a suggested place comes from: the figure's own words, the document, or only the office that keeps it. */
export const PLACE_SOURCES = ['figure', 'document', 'office'] as const

export const DeskFigure = FoundFigure.extend({
  suggested: z.object({
    metric: z.string(),
    place: z.string(),
    placeFrom: z.enum(PLACE_SOURCES),
    period: z.string(),
    periodFrom: z.enum(PERIOD_SOURCES),
  }),
})
export type DeskFigure = z.output<typeof DeskFigure>

/** One piece of a scoring rule, said in words. */
const Atom = Stretch.extend({ kind: z.string(), words: z.string() })

export const FoundScoring = Stretch.extend({
  number: z.number(),
  section: z.string().nullable(),
  item: z.string().nullable(),
  content: z.string(),
  points: z.number().nullable(),
  atoms: z.array(Atom),
  confidence: z.enum(['high', 'low']),
  reasons: z.array(z.string()),
})
export type FoundScoring = z.output<typeof FoundScoring>

/** A stretch left out of the clean text; `at` is where it stood in it. `text` is cut after 300 characters. */
export const FoundRemoved = z.object({
  number: z.number(),
  reason: z.string(),
  text: z.string(),
  length: z.number(),
  at: z.number(),
})
export type FoundRemoved = z.output<typeof FoundRemoved>

/** 引用数字: a figure that a person kept from a report, apart from counted ones. */
export const StatedFigure = Measured.extend({
  id: z.number(),
  documentId: z.number(),
  documentTitle: z.string(),
  issuedOn: z.string().nullable(),
  words: z.string(),
  sentence: z.string(),
  phrase: z.string(),
  metric: z.string(),
  /** Figures of one key stand side by side: the name without fillers, and the unit. */
  metricKey: z.string(),
  period: z.string().nullable(),
  /** Equal for equal periods, empty where none is stated. */
  periodKey: z.string(),
  place: z.string(),
  regionId: z.number().nullable(),
  startAt: z.number(),
  endAt: z.number(),
  keptAt: z.string(),
  keptBy: z.string(),
  /** Whether the acting post may correct or withdraw it. */
  mayEdit: z.boolean(),
  version: z.number(),
})
export type StatedFigure = z.output<typeof StatedFigure>

export const StatedFigures = z.object({ figures: z.array(StatedFigure) })
export type StatedFigures = z.output<typeof StatedFigures>

/** What the engine reads in a document beside its tasks. */
export const DocumentReading = z.object({
  figures: z.array(DeskFigure),
  scoring: z.array(FoundScoring),
  /** Points of all items, how many items state none, and what the document itself calls its total. */
  points: z.object({ sum: z.number(), unstated: z.number(), total: z.number().nullable() }),
  removed: z.array(FoundRemoved),
})
export type DocumentReading = z.output<typeof DocumentReading>

const Said = {
  metric: line('指标', 60),
  place: line('地方', 60),
  period: z
    .string()
    .trim()
    .max(60, { error: '期间最多 60 个字。' })
    .nullable()
    .transform((words) => words || null),
}

export const KeepFigures = z.object({
  documentId: Id,
  figures: z
    .array(z.object({ startAt: z.number().int().min(0), endAt: z.number().int().min(1), ...Said }))
    .min(1, { error: '还没有选数字，至少选一个。' })
    .max(1000, { error: '一次最多采用 1,000 个，分几次采用。' }),
})
export type KeepFigures = z.output<typeof KeepFigures>

export const SaveFigure = z.object({ id: Id, version: Version, ...Said })
export type SaveFigure = z.output<typeof SaveFigure>

export const statedProblems = nameProblems({
  'figure-gone': [409, '原文里没有这个数字', '这份来文重读过，数字的位置变了。刷新后核对，再采用。'],
  'figure-withdrawn': [409, '引用数字已撤回', '这个引用数字已被撤回，不能再改。需要时在来文里重新采用。'],
})

export const stated = {
  names: endpoint('sources:read')
    .route({ method: 'GET', path: '/stated-metrics', summary: '引用数字的指标名' })
    .output(z.object({ names: z.array(z.object({ metric: z.string(), unit: z.string() })) })),
  reading: endpoint('sources:write')
    .route({ method: 'GET', path: '/documents/{documentId}/reading', summary: '读出的数字、评分条款和略去的文字' })
    .input(z.object({ documentId: Id }))
    .output(DocumentReading),
  list: endpoint('sources:read')
    .route({ method: 'GET', path: '/documents/{documentId}/stated-figures', summary: '一份来文的引用数字' })
    .input(z.object({ documentId: Id }))
    .output(StatedFigures),
  keep: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/stated-figures', summary: '采用为引用数字' })
    .input(KeepFigures)
    .output(StatedFigures),
  save: endpoint('sources:write')
    .route({ method: 'PUT', path: '/stated-figures/{id}', summary: '改引用数字的指标、地方、期间' })
    .input(SaveFigure)
    .output(StatedFigure),
  withdraw: endpoint('sources:write')
    .route({ method: 'POST', path: '/stated-figures/{id}/withdraw', summary: '撤回引用数字' })
    .input(z.object({ id: Id, version: Version }))
    .output(StatedFigure),
}
