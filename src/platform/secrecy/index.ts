import { isBankCard } from './bank-card.ts'
import { normalise, variantMap } from './normalise.ts'
import { isResidentId } from './resident-id.ts'
import ruleSet from './rules.json' with { type: 'json' }

/** A place in a text that must not be kept in this system, with the reason to show. Offsets are UTF-16, of the original. */
export interface Hit {
  ruleId: string
  /** Name of the rule in Chinese, e.g. 部队番号（代号）. */
  name: string
  start: number
  /** Offset after the last character of the place. */
  end: number
  /** The place as written, with a few characters around it. */
  excerpt: string
  /** Why it may not be entered and how to write instead, in Chinese. */
  reason: string
}

/** What stands in rules.json. */
interface RuleSource {
  id: string
  name: string
  reason: string
  patterns: string[]
  unless?: string[]
  even?: string[]
  check?: string
  /** Asked of what is typed into a field alone. */
  fields?: boolean
}

interface Rule {
  id: string
  name: string
  reason: string
  patterns: RegExp[]
  unless: RegExp | null
  even: RegExp | null
  holds: (place: string) => boolean
  isOfFields: boolean
}

/** Version and date of the rule set; kept beside every decision to let a false alarm pass. */
export const secrecyRules: { version: string; date: string } = { version: ruleSet.version, date: ruleSet.date }

const expand = (pattern: string): string => {
  const macros: Record<string, string> = ruleSet.macros
  return pattern.replace(/<([A-Z]+)>/gu, (whole, name: string) => {
    const macro = macros[name]
    if (macro === undefined) throw new Error(`rules.json: unknown macro ${whole}`)
    return `(?:${expand(macro)})`
  })
}

const anyOf = (patterns: string[] | undefined): RegExp | null =>
  patterns?.length ? new RegExp(patterns.map((pattern) => `(?:${expand(pattern)})`).join('|'), 'u') : null

/** Reckonings a rule may ask for beyond its patterns. */
const CHECKS: Record<string, (place: string) => boolean> = { 'resident-id': isResidentId, 'bank-card': isBankCard }

const checkOf = (name: string | undefined): ((place: string) => boolean) => {
  if (name === undefined) return () => true
  const check = CHECKS[name]
  if (check === undefined) throw new Error(`rules.json: unknown check ${name}`)
  return check
}

const VARIANTS = variantMap(ruleSet.variants)
const RULES: Rule[] = (ruleSet.rules as RuleSource[]).map((rule) => ({
  id: rule.id,
  name: rule.name,
  reason: rule.reason,
  patterns: rule.patterns.map((pattern) => new RegExp(expand(pattern), 'gu')),
  unless: anyOf(rule.unless),
  even: anyOf(rule.even),
  holds: checkOf(rule.check),
  isOfFields: rule.fields === true,
}))
const RULES_OF_DOCUMENTS = RULES.filter(({ isOfFields }) => !isOfFields)

/** How far the sentence around a place is read when a rule asks for its surroundings. */
const SENTENCE_REACH = 80
const EXCERPT_REACH = 8
/** Nobody reads more places than this; the text is refused anyway. */
const MOST_HITS = 200

const sentenceAround = (text: string, start: number, end: number): string => {
  let from = start
  while (from > 0 && start - from < SENTENCE_REACH && !/[。;!?\n]/u.test(text[from - 1] ?? '')) from--
  let to = end
  while (to < text.length && to - end < SENTENCE_REACH && !/[。;!?\n]/u.test(text[to] ?? '')) to++
  return text.slice(from, to)
}

const excerptOf = (text: string, start: number, end: number): string => {
  const from = Math.max(0, start - EXCERPT_REACH)
  const to = Math.min(text.length, end + EXCERPT_REACH)
  return `${from > 0 ? '…' : ''}${text.slice(from, to).replace(/\s+/gu, ' ').trim()}${to < text.length ? '…' : ''}`
}

const inOrder = (hits: Hit[]): Hit[] => hits.sort((a, b) => a.start - b.start || a.end - b.end)

const overlaps = (a: Hit, b: Hit): boolean => a.ruleId === b.ruleId && a.start < b.end && b.start < a.end

/** Every place of one reading that a rule objects to. */
function* placesOf(rule: Rule, reading: string): Generator<{ from: number; to: number }> {
  for (const pattern of rule.patterns) {
    for (const match of reading.matchAll(pattern)) {
      // A mark on a line of its own is found together with the line break before it.
      const from = match.index + (match[0].length - match[0].replace(/^\n+/u, '').length)
      const to = match.index + match[0].length
      if (!rule.holds(reading.slice(from, to))) continue
      const sentence = sentenceAround(reading, from, to)
      if (to > from && !(rule.unless?.test(sentence) && !rule.even?.test(sentence))) yield { from, to }
    }
  }
}

/**
 * Reads a text against the secrecy rule set (保密检查规则) and returns the places that must not be saved (at most 200), in
 * the order of the text; an empty list means that no rule objects. The check helps; it does not replace review by persons.
 * Full-width and Chinese figures, spaces, invisible characters, spelled-out runs and traditional forms are seen through.
 */
export const scan = (text: string): Hit[] => scanBy(RULES_OF_DOCUMENTS, text)

/**
 * As {@link scan}, for what is typed into a field in clear: phones, messenger ids and exact addresses of persons belong into the
 * closed fields alone. Documents that are read in are not asked for these: they name duty phones and addresses of offices.
 */
export const scanField = (text: string): Hit[] => scanBy(RULES, text)

const scanBy = (rules: readonly Rule[], text: string): Hit[] => {
  const hits: Hit[] = []
  for (const reading of normalise(text, VARIANTS)) {
    for (const rule of rules) {
      for (const { from, to } of placesOf(rule, reading.text)) {
        const start = reading.from[from] ?? 0
        const last = reading.from[to - 1] ?? start
        const end = last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1)
        const { id: ruleId, name, reason } = rule
        const hit: Hit = { ruleId, name, start, end, excerpt: excerptOf(text, start, end), reason }
        if (!hits.some((other) => overlaps(other, hit))) hits.push(hit)
        if (hits.length >= MOST_HITS) return inOrder(hits)
      }
    }
  }
  return inOrder(hits)
}

/** As {@link scan}, for a file name: every part between separators counts as a line of its own, the extension is left out. */
export const scanFileName = (name: string): Hit[] => {
  const stem = name.replace(/\.[0-9a-z]{1,5}$/iu, '')
  const seen = new Map<string, Hit>()
  // Separators are replaced one for one, so the places stay those of the name.
  for (const reading of [stem, stem.replace(/[-_ —–+,，.、（）()[\]【】]/gu, '\n')]) {
    for (const hit of scan(reading)) {
      const key = `${hit.ruleId}:${hit.start}`
      if (!seen.has(key)) seen.set(key, { ...hit, excerpt: name.slice(hit.start, hit.end) })
    }
  }
  return [...seen.values()].sort((a, b) => a.start - b.start)
}

/**
 * The places of many short texts that must not be saved, by the number of the text. Texts without any are read together, which is
 * many times quicker than one by one: an import brings a million of them.
 */
export const scanEach = (texts: readonly string[], read = scan): Map<number, Hit[]> => {
  const found = new Map<number, Hit[]>()
  const look = (from: number, to: number): void => {
    const hits = from < to ? read(texts.slice(from, to).join('\n')) : []
    if (hits.length === 0) return
    if (to - from === 1) {
      found.set(from, hits)
      return
    }
    const middle = Math.floor((from + to) / 2)
    look(from, middle)
    look(middle, to)
  }
  look(0, texts.length)
  return found
}
