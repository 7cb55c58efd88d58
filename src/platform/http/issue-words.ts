import type * as z from 'zod'

/** A message that the library made: in English, also where it quotes words of ours. */
const LIBRARY = /^(?:[\x20-\x7e]+$|Invalid |Too (?:big|small)|Unrecognized )/

const hasHan = (text: unknown): boolean => /\p{Script=Han}/u.test(String(text))

const EXPECTED: Record<string, string> = {
  number: '这里要填数字。',
  int: '这里要填整数。',
  string: '这里要填文字。',
  boolean: '这里只能填是或否。',
  array: '这里要填成一列，可以有几项。',
  object: '这里的内容不完整，补齐后再存。',
}

const ofSize = (origin: string, bound: string, size: unknown, isExclusive: boolean): string => {
  if (origin === 'string') return `这里${bound} ${size} 个字，改好后再存。`
  if (origin === 'array' || origin === 'set') return `这里${bound} ${size} 项，改好后再存。`
  if (isExclusive) return `这里的数要${bound === '最多' ? '小于' : '大于'} ${size}，改好后再存。`
  return `这里的数${bound === '最多' ? '最大' : '最小'} ${size}，改好后再存。`
}

/** What is wrong with a field, in words that say what to do; what a contract says itself stands as it is. */
export const issueWords = (issue: z.core.$ZodIssue): string => {
  if (!LIBRARY.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return 'input' in issue && issue.input === undefined
        ? '这一项还没有填。'
        : (EXPECTED[issue.expected] ?? '这一项填得不对，重新填。')
    case 'invalid_value':
      return issue.values.length <= 12 && issue.values.every(hasHan)
        ? `从${issue.values.join('、')}里选一个。`
        : '只能选列出的几项之一，重新选。'
    case 'too_big':
      return ofSize(issue.origin, '最多', issue.maximum, issue.inclusive === false)
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? '这一项还没有填。'
        : ofSize(issue.origin, '至少', issue.minimum, issue.inclusive === false)
    case 'not_multiple_of':
      return '这里要填整数。'
    case 'invalid_format':
      return '写法不对，照旁边的例子改。'
    default:
      return '这一项填得不对，重新填。'
  }
}
