import { holdsAny, tableOf } from './alphabet.ts'
import { CAP, givesPoints, mostOf, readAtoms, stretchesOf, trimmed, WORTH } from './atoms.ts'
import { parentsOf } from './clauses.ts'
import type { Doubt } from './doubts.ts'
import { withoutSpaces } from './fold.ts'
import { cellsOf, isFramedRow, lineFrom } from './rows.ts'
import { markOf, marksWithin, pairsBetween, type Scan } from './scan.ts'
import type { Clause, ScoringAtom, ScoringClause, Span } from './types.ts'

/** What an item of nothing but one scale is worth: its highest band. */
const bandPoints = (atoms: readonly ScoringAtom[]): number | null =>
  atoms.length === 1 && atoms[0]!.kind === 'band' ? mostOf(atoms) : null

/** Whether its awards alone say what an item is worth: all or nothing, parts, so much for each of several named. */
const saysOwn = (atoms: readonly ScoringAtom[]): boolean =>
  atoms.every((atom) => atom.kind !== 'bonus' && (atom.kind !== 'ratio' || atom.points < 0))

/** An item that only takes away can give all it is worth. */
const doubtsOf = (points: number | null, atoms: readonly ScoringAtom[]): Doubt[] => {
  if (points === null) return atoms.every((atom) => atom.kind === 'bonus' || atom.kind === 'veto') ? [] : ['no-points']
  const most = mostOf(atoms)
  return most === null || most === points ? [] : ['points-differ']
}

const HAS_RULE =
  /(?:得|扣|加|记|计|各|每(?:一)?[项个次条处件户人名场篇起家])\s?[\d.一二两三四五六七八九十]{1,6}\s?分|不得分|得满分|一票否决|按(?:完成|实际)?比例(?:计|得|折算|记)|率×\s?\d|[^(,。满共]\s?\d[\d.]{0,5}分、[^,。;]{1,12}[^\d.]\d[\d.]{0,5}\s?分|的\s?\d[\d.]{0,5}\s?分(?!钟|之)|下列(?:情形|情况|行为)之一[^。;]{0,12}取消[^,。;]{0,10}资格/
const RULES = markOf([
  ...pairsBetween('0123456789.一二两三四五六七八九十 \t', '分'),
  '得分',
  '得满',
  '一票',
  '比例',
  '资格',
])
/** 满分3分, 本项分值为3分: said without brackets. */
const OWN_WORTH = /(?:满分|本项(?:分值)?|该项(?:分值)?|分值)(?:为|共|计|:)?\s?(\d[\d.]{0,5})\s?分/
const GLUED_WORTH = /[。;)](\d{1,2}(?:\.\d{1,2})?)(?=[\u3400-\u9fff“])/

type Columns = { number: number; section: number; content: number; points: number; rule: number }

/** Characters of which the head over the rules holds one, whatever blanks stand between them. */
const SAYS_RULE = tableOf('标办细规方计')
/** And one each of those over what is asked for and of those that the rules are of. */
const SAYS_CONTENT = tableOf('容求标项')
const SAYS_POINTS = tableOf('分核')

/** Columns of a standard's table by the cells over them. */
const columnsOf = (folded: string, line: Span): Columns | null => {
  for (const said of [SAYS_CONTENT, SAYS_POINTS, SAYS_RULE])
    if (!holdsAny(said, folded, line.start, line.end)) return null
  const cells = cellsOf(folded, line).map(({ start, end }) => withoutSpaces(folded.slice(start, end)))
  const find = (pattern: RegExp): number => cells.findIndex((cell) => pattern.test(cell))
  const rule = find(/(?:评分|计分|记分|考核|扣分|得分)(?:标准|办法|细则|规则|方法)|^计分$/)
  const points = find(/^(?:分值|分数|标准分|满分|基本分|权重)/)
  const content = find(/(?:考评|考核|评估|测评)?(?:内容|要求|指标|事项)$/)
  if (rule === -1 || content === -1 || rule === content) return null
  const section = find(/^(?:考评|考核|评估|测评)?(?:项目|类别|一级指标)$/)
  return { number: find(/^(?:序号|编号)$/), section: section === content ? -1 : section, content, points, rule }
}

const fromTable = (folded: string, sectionAt: (at: number) => Clause | null): ScoringClause[] => {
  const found: ScoringClause[] = []
  if (!folded.includes('|')) return found
  let columns: Columns | null = null
  let isFramed = false
  // A cell that spans several rows is printed in the first.
  let spanning = ''
  let above = null as ScoringClause | null
  for (let line = lineFrom(folded, 0); line.start <= folded.length; line = lineFrom(folded, line.end + 1)) {
    const text = folded.slice(line.start, Math.min(line.end, line.start + 4000))
    if (!text.includes('|')) {
      if (text.trim() !== '' && columns && found.at(-1)) columns = null
      continue
    }
    const head = columnsOf(folded, { start: line.start, end: line.start + text.length })
    if (head) {
      columns = head
      isFramed = isFramedRow(folded, line)
      spanning = ''
      above = null
      continue
    }
    if (!columns) continue
    const cells = cellsOf(folded, line, isFramed)
    const over = columns.section === -1 ? undefined : cells[columns.section]
    if (over && over.end > over.start) spanning = folded.slice(over.start, over.end)
    const contentSpan = cells[columns.content]
    const rule = cells[columns.rule]
    if (!contentSpan || !rule) continue
    const number = columns.number === -1 ? '' : folded.slice(cells[columns.number]!.start, cells[columns.number]!.end)
    const printed = folded.slice(contentSpan.start, contentSpan.end)
    if (rule.end === rule.start) {
      // One rule for what several rows ask for.
      if (above && number === '' && columns.number !== -1 && printed !== '') {
        above.content = `${above.content};${printed}`
        above.span = { start: above.span.start, end: line.end }
      }
      continue
    }
    const content: string = printed === '' && above ? above.content : printed
    const pointsCell = columns.points === -1 ? null : cells[columns.points]
    const stated = pointsCell
      ? Number(folded.slice(pointsCell.start, pointsCell.end).replace(/\s?分$/, ''))
      : Number.NaN
    const points = Number.isFinite(stated) && pointsCell!.end > pointsCell!.start ? stated : worthOf(content)
    if (printed === '' && number === '' && above && !Number.isFinite(stated || Number.NaN)) {
      // One thing asked for, several rules.
      above.atoms.push(...readAtoms(folded, rule, above.content, above.points))
      above.span = { start: above.span.start, end: line.end }
      above.doubts = doubtsOf(above.points, above.atoms)
      continue
    }
    const section = spanning || sectionAt(line.start)?.title
    const atoms = readAtoms(folded, rule, content, points)
    above = {
      clause: null,
      section: section ? trimmed(section.replace(WORTH, '')) : null,
      item: number || (columns.number === -1 ? null : (above?.item ?? null)),
      content,
      points,
      span: { start: line.start, end: line.end },
      atoms,
      doubts: doubtsOf(points, atoms),
    }
    found.push(above)
  }
  return found
}

const worthOf = (text: string): number | null => {
  const match = WORTH.exec(text) ?? OWN_WORTH.exec(text)
  return match ? Number(match[1]) : null
}

/** Where the rule begins in an item's own text: at its first stretch that awards or takes points. */
const ruleStart = (folded: string, span: Span): number => {
  for (const piece of stretchesOf(folded, span))
    if (HAS_RULE.test(piece.text) || givesPoints(piece.text)) return piece.start
  return span.end
}

/**
 * Scoring clauses of an assessment standard, prose or table: what is asked for, what it is worth, and its rule as atoms. A
 * clause without any rule gives none. Spans of the clean text.
 */
export const readScoring = ({ text: folded, marks }: Scan, clauses: readonly Clause[]): ScoringClause[] => {
  const starts = clauses.filter((clause) => clause.kind !== 'row')
  const sectionAt = (at: number): Clause | null => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (starts[middle]!.span.start <= at) low = middle + 1
      else high = middle
    }
    let clause = starts[low - 1] ?? null
    while (clause && clause.parent !== null) clause = clauses[clause.parent]!
    return clause
  }
  const parents = parentsOf(clauses)
  const found = fromTable(folded, sectionAt)
  const inTable = new Set(found.map((one) => one.span.start))
  clauses.forEach((clause, index) => {
    if (parents[index] === 1 || inTable.has(clause.span.start)) return
    const own = { start: clause.titleSpan.start, end: Math.max(clause.titleSpan.end, clause.body.end) }
    if ((marksWithin(marks, own.start, own.end) & RULES) === 0) return
    const text = folded.slice(own.start, own.end)
    if (!HAS_RULE.test(text) || text.includes('|')) return
    const glued = worthOf(text) === null ? GLUED_WORTH.exec(text) : null
    const stated = worthOf(text) ?? (glued ? Number(glued[1]) : null)
    const from = glued ? own.start + glued.index + 1 + glued[1]!.length : own.start
    const rule = glued ? from : ruleStart(folded, own)
    const content = folded.slice(own.start, glued ? own.start + glued.index : rule)
    let section = clause.parent === null ? null : clauses[clause.parent]!
    while (section && section.parent !== null && section.kind !== 'article') section = clauses[section.parent]!
    const atoms = readAtoms(folded, { start: rule, end: own.end }, content || clause.title, stated)
    const points = stated ?? bandPoints(atoms) ?? (saysOwn(atoms) ? mostOf(atoms) : null)
    const sectionCap = section ? CAP.exec(section.title) : null
    for (const atom of atoms)
      if (atom.kind === 'bonus' && sectionCap && atom.cap === null) atom.cap = Number(sectionCap[1])
    if (atoms.length === 0) return
    found.push({
      clause: index,
      section: section ? trimmed(section.title.replace(WORTH, '')) : null,
      item: clause.marker,
      content: trimmed(content.replace(WORTH, '')) || clause.title,
      points,
      span: clause.span,
      atoms,
      doubts: doubtsOf(points, atoms),
    })
  })
  return found.sort((a, b) => a.span.start - b.span.start)
}
