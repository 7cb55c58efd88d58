import { endsIn, tableOf } from './alphabet.ts'
import { numberAt } from './figures/numbers.ts'
import { isHanCode } from './fold.ts'
import type { ScoringAtom, Span } from './types.ts'

/** What an item is worth, in brackets. */
export const WORTH = /\((?:满分|共|计|分值:?)?\s?(\d[\d.]{0,5})\s?分\)/
/** 按比例计分: all of the points for the whole. */
const IN_PROPORTION = /按(?:完成|实际)?比例(?:计|得|折算|记)/
/** 按实际到位率×5分 */
const TIMES_SHARE = /按?([^,。;:()]{0,16}率)×\s?(\d[\d.]{0,5})\s?分/
const IN_FULL = /(?:得|计)满分/
/** 分别加3分、2分、1分: so much for each of the list before it, in its order. */
const SEVERALLY = /分别(得|加|计|记|扣)\s?((?:\d[\d.]{0,5}\s?分[、和]?){2,9})/
const IN_TURN = /^[^,。;]*?([^、,。;]{1,16}(?:、[^、,。;]{1,16}){1,8})[^、,。;]*,?$/
const LONGEST_LIST = 120
/** 落实的0.5分, 每篇2分, 有场所2分: points without a word of giving. */
const BARE = /([\u3400-\u9fff)%])\s?(\d[\d.]{0,5})\s?分(?![钟之别值])/
const NO_AWARD = /(?:满分|共|计|为|占|值|总分|基本分|达到?|超过|低于|不足|最高|最多|累计|不超过|上限|封顶|×)$/
const AMONG = /下列(?:情形|情况|行为)之一/

/** 得 0.5 分, 扣2分, 加 1 分, 各0.5分: the act, its points, and where it stands in a stretch. */
const AWARD =
  /(各?得|各?记|各?计|各|扣减?|减|加|奖励|每(?:一)?[项个次条处件户人名场篇起家])\s?([\d.]{1,6}|[一二两三四五六七八九十]{1,3})\s?分/
/** 中考加10分, 加10分投档: points of an examination of others, told right before or behind; 入学优待落实好的,加1分 is none. */
const EXAMINED_BEFORE = /(?:中考|高考|升学|录取|投档|招生|考生|入学)[^,。;的]{0,4}$/
const EXAMINED_BEHIND = /^[^,。;]{0,2}(?:投档|录取|报考)/
const ZERO = /(?:(?:该项|本项|此项|均)?不得分|不计分|得0分|该项记?0分|扣完(?:该项)?全部分值|该项(?:分值)?全扣)/
const VETO = /(?:一票否决|取消[^,。;]{0,10}资格|不予(?:命名|推荐|申报|评定)|不得(?:推荐|申报|参评))/
const FLOOR = /(?:扣完为止|扣完止|最多扣|累计扣分不超过|不倒扣)/
/** 最多扣2分, 累计扣分不超过3分 */
const MOST_TAKEN =
  /(?:(?:最多|最高|累计(?:最多|最高)?)扣(?:减|分)?(?:不超过)?|扣分(?:最多|最高|上限|累计)?(?:不超过|为))\s?(\d[\d.]{0,5})\s?分/
/** 合计40分: a sum of the table and no rule. */
const TOTAL = /^\s*(?:合计|总计|共计|小计|满分|总分)/
export const CAP =
  /(?:最高(?:加|得|计)?|最多(?:加|得)?|累计(?:加分)?(?:最高)?不超过|上限(?:为)?|封顶)\s?([\d.]{1,6})\s?分/

const NUMERAL = '(?:\\d[\\d.]{0,6}|[一二两三四五六七八九十半])'
/** 每少一次, 每缺1处, 每低1个百分点, 每发现一户: what a deduction counts. */
const PER = new RegExp(
  `^(.{0,40}?)(?:每|凡)?(?:再)?(少|缺|低于?|差|漏|迟|高|多|发现|出现|发生|未|有|降低|减少|增加|超过?|写入|刊发|完成|做到|达到|落实|获得?|新增|建成|[\\u3400-\\u9fff]{0,12}?)\\s?(${NUMERAL})\\s?(个百分点|百分点|人次|[\\u3400-\\u9fff%])(.{0,24})$`,
)

const amountOf = (text: string): number => numberAt(text, 0)?.value ?? 0

export const trimmed = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && ' ,;:。、的则'.includes(text[start]!)) start++
  while (end > start && ' ,;:。、'.includes(text[end - 1]!)) end--
  return text.slice(start, end)
}

const conditionOf = (text: string): string => trimmed(trimmed(text.replace(WORTH, '')).replace(/(?:的|则|可|应)+$/, ''))

/** Whether a piece gives or takes points. */
export const givesPoints = (text: string): boolean => awardIn(text) !== null

type Stretch = Span & { text: string; condition: string; verb: string; points: number }

/** Cuts a rule at ；。 and behind every award: 达到得2分,未达到得1分 are two. */
export const stretchesOf = (folded: string, span: Span): (Span & { text: string })[] => {
  const pieces: (Span & { text: string })[] = []
  let start = span.start
  let depth = 0
  const push = (end: number) => {
    if (end > start) pieces.push({ start, end, text: folded.slice(start, end) })
    start = end
  }
  for (let at = span.start; at < span.end; at++) {
    const code = folded.charCodeAt(at)
    if (isHanCode(code)) continue
    const char = folded.charAt(at)
    if (char === '(' || char === '“') depth++
    if ((char === ')' || char === '”') && depth > 0) depth--
    if (char === '\n' || char === '。' || char === ';') {
      depth = 0
      push(at + 1)
    } else if (
      (char === ',' || (char === '、' && !BARE_POINTS.test(folded.slice(at + 1, at + 10)))) &&
      depth === 0 &&
      endsAward(folded.slice(Math.max(start, at - 12), at))
    )
      push(at + 1)
  }
  push(span.end)
  return pieces
}

/** 3分、2分、1分: points that stand for one list. */
const BARE_POINTS = /^\s?\d[\d.]{0,5}\s?分/

const AWARD_LAST = tableOf('分止决”')
const endsAward = (text: string): boolean =>
  endsIn(AWARD_LAST, text) && /(?:\d|[一二两三四五六七八九十]) ?分$|不得分$|满分$|为止$|否决[”]?$/.test(text)

/** Points without a word of giving, where what stands before them is a condition. */
const bareIn = (text: string): { index: number; verb: string; points: string } | null => {
  const bare = BARE.exec(text)
  if (!bare) return null
  const index = bare.index + bare[1]!.length
  return NO_AWARD.test(text.slice(0, index)) ? null : { index, verb: '', points: bare[2]! }
}

/** The first award of a piece that is no point of an examination. */
const awardIn = (text: string): { index: number; verb: string; points: string } | null => {
  if (!text.includes('分')) return null
  for (let from = 0; ; ) {
    const award = AWARD.exec(text.slice(from))
    if (!award) return from === 0 ? bareIn(text) : null
    const index = from + award.index
    const end = index + award[0].length
    const isOthers =
      /^(?:加|减|奖励)/.test(award[1]!) &&
      (EXAMINED_BEFORE.test(text.slice(Math.max(0, index - 12), index)) ||
        EXAMINED_BEHIND.test(text.slice(end, end + 8)))
    if (!isOthers) return { index, verb: award[1]!, points: award[2]! }
    from = end
  }
}

const toStretch = (piece: Span & { text: string }): Stretch | null => {
  const award = awardIn(piece.text)
  if (!award) return null
  return {
    ...piece,
    condition: conditionOf(piece.text.slice(0, award.index)),
    verb: award.verb,
    points: amountOf(award.points),
  }
}

/** A share or a count that a band is told by: 达到90%以上, 80%—90%, 少于5次. */
const THRESHOLD =
  /(?:(\d[\d.]{0,6}) ?(%|个|次|场|人|篇|件|处|户|项)?(?:\(含\))? ?[-—~至] ?)?(\d[\d.]{0,6}) ?(%|个百分点|个|次|场|人次|人|篇|件|处|户|项)(?:\(含\))?(以上|以下|及以上)?/

/** 80%≤X<90%, ≥95%, <60%: signs as the words for them. */
const inWords = (condition: string): string =>
  /[≥≤<>]/.test(condition)
    ? condition
        .replace(/(\d[\d.]{0,6}) ?(%?) ?[≤<] ?[A-Za-z]? ?[≤<] ?(\d)/, '$1$2—$3')
        .replace(/[≥>]=? ?(\d[\d.]{0,6} ?(?:%|[\u3400-\u9fff]))/, '$1以上')
        .replace(/[≤<]=? ?(\d[\d.]{0,6} ?(?:%|[\u3400-\u9fff]))/, '$1以下')
    : condition

const bandOf = (printed: string): { min: number | null; max: number | null; unit: string } | null => {
  const condition = inWords(printed)
  const match = THRESHOLD.exec(condition)
  if (!match) return null
  const low = match[1] === undefined ? null : Number(match[1])
  const value = Number(match[3])
  const below = match[5] === '以下' || /(?:低于|不足|少于|不到|不满|未达到?)$/.test(condition.slice(0, match.index))
  if (low !== null) return { min: low, max: value, unit: match[4]! }
  return below ? { min: null, max: value, unit: match[4]! } : { min: value, max: null, unit: match[4]! }
}

const perOf = (condition: string): { count: number; unit: string; what: string; isRate: boolean } | null => {
  // 抽查20户,每发现一户: what stands before 每 is no part of the step.
  const each = condition.lastIndexOf('每')
  const match = PER.exec(each > 0 ? condition.slice(each) : condition)
  if (!match) return null
  const unit = match[4]!
  return {
    count: match[3] === '半' ? 0.5 : amountOf(match[3]!),
    unit: unit === '百分点' ? '个百分点' : unit,
    what: trimmed(condition),
    isRate: /百分点|%/.test(unit),
  }
}

const saysEach = (text: string): boolean =>
  /每(?!年|月|半年|个?季度|周|学期|人|户|村|个?社区|名)/.test(text) ||
  /^各/.test(text) ||
  /(?:做到|完成|落实|达到|具备|写入|(?<!不)少|缺|发现|出现|发生|迟)[\u3400-\u9fff]{0,10}[一1] ?[\u3400-\u9fff]$/.test(
    text,
  )

const round = (value: number): number => Math.round(value * 1e6) / 1e6

/** Elements that `each` counts: the content cut where their number times the points gives the item's points. */
const elementsOf = (content: string, each: number, points: number | null, isSaid = false): string[] | null => {
  const flat = trimmed(content)
  for (const marks of [/[;。]/, /[;,。]/, /[、;,。]/]) {
    const elements = flat
      .split(marks)
      .map(trimmed)
      .filter((one) => one.length > 1)
    if (elements.length > 1 && (points === null ? isSaid : round(elements.length * each) === points)) return elements
  }
  return null
}

const atomOf = (one: Stretch, content: string, points: number | null): ScoringAtom => {
  const { start, end, condition, verb } = one
  const span = { start, end }
  const per = perOf(condition)
  if (/扣|减/.test(verb)) {
    if (per && saysEach(condition))
      return per.isRate
        ? { kind: 'ratio', span, points: -one.points, step: per.count, unit: per.unit, what: per.what }
        : {
            kind: 'deduct',
            span,
            points: one.points,
            count: per.count,
            unit: per.unit,
            what: per.what,
            stopsAtZero: false,
            cap: null,
          }
    return {
      kind: 'deduct',
      span,
      points: one.points,
      count: 1,
      unit: null,
      what: condition,
      stopsAtZero: false,
      cap: null,
    }
  }
  if (/加|奖励/.test(verb)) {
    const counted = per && /每/.test(condition) ? per : null
    return {
      kind: 'bonus',
      span,
      points: one.points,
      count: counted ? counted.count : /每/.test(condition) ? 1 : null,
      unit: counted?.unit ?? null,
      what: condition,
      cap: null,
    }
  }
  if (per?.isRate && /每/.test(condition))
    return { kind: 'ratio', span, points: one.points, step: per.count, unit: per.unit, what: per.what }
  if (/^[各每]/.test(verb) || saysEach(condition)) {
    const listed = /^[各每]/.test(verb) ? condition : content
    const elements = elementsOf(listed, one.points, points, /^各/.test(verb)) ?? elementsOf(content, one.points, points)
    const count = elements?.length ?? (points === null ? null : round(points / one.points))
    return {
      kind: 'each',
      span,
      points: one.points,
      elements,
      count: count !== null && Number.isInteger(count) ? count : null,
    }
  }
  const band = bandOf(condition)
  // 4次以上6分、3次4分: a count alone is a step of a scale.
  if (band && verb === '' && COUNT_ALONE.test(condition))
    return { kind: 'band', span, bands: [{ ...band, condition, points: one.points }] }
  if (band && /(?:[≥≤<>]|达到?|以上|以下|低于|不足|超过|之间|少于|至|—|-|~|为|不到|在)/.test(condition))
    return { kind: 'band', span, bands: [{ ...band, condition, points: one.points }] }
  const requires = condition
    .split(/(?:,|并且|且|同时|并)/)
    .map(trimmed)
    .filter((part) => part.length > 1)
  return { kind: 'and', span, points: one.points, requires: requires.length > 0 ? requires : [trimmed(content)] }
}

const COUNT_ALONE = /^[^\d]{0,6}\d{1,3} ?[\u3400-\u9fff%](?:以上)?$/

/** 受到国家级 → 国家级, 市级表彰的 → 市级. */
const rankOf = (words: string): string =>
  conditionOf(words)
    .replace(/^(?:受到|荣获|获得?|被)/, '')
    .replace(/级[^级]{1,6}$/, '级')

/** 国家级、省级、市级的分别加3分、2分、1分 as one award for each; null for any other piece. */
const severally = (piece: Span & { text: string }): ScoringAtom[] | null => {
  const match = SEVERALLY.exec(piece.text)
  if (!match) return null
  const points = [...match[2]!.matchAll(/\d[\d.]*/g)].map(([value]) => Number(value))
  const names =
    IN_TURN.exec(piece.text.slice(Math.max(0, match.index - LONGEST_LIST), match.index))?.[1]
      ?.split('、')
      .map(rankOf) ?? []
  const span = { start: piece.start, end: piece.end }
  const nameOf = (index: number) =>
    names.length === points.length ? names[index]! : conditionOf(piece.text.slice(0, match.index))
  if (match[1] === '加')
    return points.map((value, index) => ({
      kind: 'bonus',
      span,
      points: value,
      count: null,
      unit: null,
      what: nameOf(index),
      cap: null,
    }))
  if (match[1] === '扣')
    return points.map((value, index) => ({
      kind: 'deduct',
      span,
      points: value,
      count: 1,
      unit: null,
      what: nameOf(index),
      stopsAtZero: false,
      cap: null,
    }))
  return [{ kind: 'split', span, parts: points.map((value, index) => ({ name: nameOf(index), points: value })) }]
}

const together = (a: Span, b: Span): Span => ({ start: a.start, end: b.end })

/** Neighbouring bands of one unit are one scale; a band alone is a condition like any other. */
const scalesOf = (atoms: ScoringAtom[]): ScoringAtom[] => {
  const result: ScoringAtom[] = []
  for (const atom of atoms) {
    const last = result.at(-1)
    if (atom.kind === 'band' && last?.kind === 'band' && last.bands[0]!.unit === atom.bands[0]!.unit) {
      last.bands.push(...atom.bands)
      last.span = together(last.span, atom.span)
    } else result.push(atom)
  }
  return result.map((atom) => {
    const only = atom.kind === 'band' && atom.bands.length === 1 ? atom.bands[0]! : null
    return only ? { kind: 'and', span: atom.span, points: only.points, requires: [only.condition] } : atom
  })
}

/** Several plain awards beside each other split the item's points. */
const joined = (atoms: ScoringAtom[]): ScoringAtom[] => {
  const result: ScoringAtom[] = []
  for (const atom of scalesOf(atoms)) {
    const last = result.at(-1)
    const part = atom.kind === 'and' ? { name: atom.requires.join('、'), points: atom.points } : null
    if (part && last?.kind === 'split') {
      last.parts.push(part)
      last.span = together(last.span, atom.span)
    } else if (part && last?.kind === 'and') {
      const first = { name: last.requires.join('、'), points: last.points }
      result[result.length - 1] = { kind: 'split', span: together(last.span, atom.span), parts: [first, part] }
    } else result.push(atom)
  }
  return result
}

/** 每少一次扣0.5分,最多扣2分: the most that the deductions of one sentence take away. */
const capDeductions = (atoms: readonly ScoringAtom[], folded: string, cap: number): void => {
  for (let at = atoms.length - 1; at >= 0; at--) {
    const atom = atoms[at]!
    const endsSentence = at < atoms.length - 1 && '。;\n'.includes(folded[atom.span.end - 1] ?? '')
    if ((atom.kind !== 'deduct' && atom.kind !== 'ratio') || typeof atom.cap === 'number' || endsSentence) return
    atom.cap = cap
  }
}

/** The rule of one item as atoms. `content` is what is asked for, `points` what the item is worth. */
export const readAtoms = (folded: string, rule: Span, content: string, points: number | null): ScoringAtom[] => {
  const atoms: ScoringAtom[] = []
  let among = false
  for (const piece of stretchesOf(folded, rule)) {
    if (TOTAL.test(piece.text)) continue
    const span = { start: piece.start, end: piece.end }
    const several = severally(piece)
    if (several) {
      atoms.push(...several)
      continue
    }
    if (among || (AMONG.test(piece.text) && VETO.test(piece.text))) {
      const what = trimmed(among ? piece.text : piece.text.slice(piece.text.indexOf(':') + 1))
      if (what !== '') atoms.push({ kind: 'veto', span, scope: 'whole', what: conditionOf(what) })
      among = !piece.text.includes('。')
      continue
    }
    const share = TIMES_SHARE.exec(piece.text)
    if (share) {
      atoms.push({ kind: 'ratio', span, points: Number(share[2]), step: 100, unit: '%', what: share[1]! })
      continue
    }
    if (points !== null && IN_FULL.test(piece.text)) {
      const condition = conditionOf(piece.text.slice(0, piece.text.search(IN_FULL)))
      atoms.push({ kind: 'and', span, points, requires: [condition || trimmed(content)] })
      continue
    }
    const scale = atoms.at(-1)
    const none = ZERO.test(piece.text) ? trimmed(piece.text.replace(ZERO, '')) : ''
    if (scale?.kind === 'band' && COUNT_ALONE.test(none)) {
      atoms.push({ kind: 'band', span, bands: [{ ...bandOf(none)!, condition: none, points: 0 }] })
      continue
    }
    const stretch = toStretch(piece)
    if (stretch && !/^(?:最高|最多|上限|封顶|累计)/.test(stretch.condition))
      atoms.push(atomOf(stretch, content, points))
    const most = MOST_TAKEN.exec(piece.text)
    if (most) capDeductions(atoms, folded, Number(most[1]))
    else if (FLOOR.test(piece.text))
      for (const atom of atoms) if (atom.kind === 'deduct' && atom.cap === null) atom.stopsAtZero = true
    if (!stretch && points !== null && IN_PROPORTION.test(piece.text))
      atoms.push({
        kind: 'ratio',
        span,
        points,
        step: 100,
        unit: '%',
        what: conditionOf(piece.text.replace(/,?按(?:完成|实际)?比例.*$/, '')),
      })
    const cap = CAP.exec(piece.text)
    const last = atoms.at(-1)
    if (cap && last?.kind === 'bonus') last.cap = Number(cap[1])
    if (!stretch && ZERO.test(piece.text))
      atoms.push({ kind: 'veto', span, scope: 'item', what: conditionOf(piece.text.replace(ZERO, '')) })
    if (VETO.test(piece.text)) atoms.push({ kind: 'veto', span, scope: 'whole', what: conditionOf(piece.text) })
  }
  return joined(atoms)
}

/** What an item can give at most by its atoms; null where they only take away. */
export const mostOf = (atoms: readonly ScoringAtom[]): number | null => {
  let sum: number | null = null
  const add = (points: number) => {
    sum = round((sum ?? 0) + points)
  }
  for (const atom of atoms) {
    if (atom.kind === 'each' && atom.count !== null) add(atom.points * atom.count)
    if (atom.kind === 'and') add(atom.points)
    if (atom.kind === 'split') add(atom.parts.reduce((total, part) => total + part.points, 0))
    if (atom.kind === 'band') add(Math.max(...atom.bands.map((band) => band.points)))
  }
  return sum
}
