/**
 * Why a person should look twice at something read. `no-deadline` and `no-points` only say that the text is silent; all
 * others lower the confidence in what was read.
 */
export type Doubt =
  | 'no-unit'
  | 'set-of-units'
  | 'several-units'
  | 'unit-by-heading'
  | 'no-deadline'
  | 'no-year'
  | 'aim-or-task'
  | 'no-metric'
  | 'unclear-unit'
  | 'broken-numbering'
  | 'no-points'
  | 'points-differ'

export type Confidence = 'high' | 'low'

const SENTENCES: Record<Doubt, string> = {
  'no-unit': '文中没有点名单位，请核对牵头单位',
  'set-of-units': '文中点名的是一类单位，分办时请选定具体单位',
  'several-units': '职责相近的单位不止一个，请核对牵头单位',
  'unit-by-heading': '单位是按所在条目的标题推荐的，请核对',
  'no-deadline': '没有写明时限，请补上',
  'no-year': '时限没有写明年份，请补上',
  'aim-or-task': '像目标又像任务，请核对是否单独立项',
  'no-metric': '没有读出数的是什么，请补上指标',
  'unclear-unit': '计量单位有歧义，请核对',
  'broken-numbering': '编号不连续，请核对原文是否缺漏',
  'no-points': '没有写明分值，请补上',
  'points-differ': '按规则最多可得的分与分值不符，请核对',
}

const SILENT = new Set<Doubt>(['no-deadline', 'no-points'])

/** A doubt as a sentence for people: what is unclear and what to do. */
export const doubtSentence = (doubt: Doubt): string => SENTENCES[doubt]

/** Low where a doubt touches what was read; a text that merely says nothing of a day or of points lowers nothing. */
export const confidenceOf = (doubts: readonly Doubt[]): Confidence =>
  doubts.some((doubt) => !SILENT.has(doubt)) ? 'low' : 'high'
