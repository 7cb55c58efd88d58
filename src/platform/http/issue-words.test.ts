import { expect, test } from 'vitest'
import * as z from 'zod'
import { issueWords } from './issue-words.ts'

const wordsOf = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value).error?.issues.map((issue) => issueWords(issue)) ?? []

test.each([
  [z.enum(['近', '余', '约']), '大约', '从近、余、约里选一个。'],
  [z.enum(['to-troops', 'to-families']), '部队', '只能选列出的几项之一，重新选。'],
  [z.number(), '三', '这里要填数字。'],
  [z.string(), 3, '这里要填文字。'],
  [z.array(z.string()), '甲', '这里要填成一列，可以有几项。'],
  [z.string().max(80), '长'.repeat(81), '这里最多 80 个字，改好后再存。'],
  [z.string().min(1), '', '这一项还没有填。'],
  [z.number().max(100), 101, '这里的数最大 100，改好后再存。'],
  [z.number().int(), 1.5, '这里要填整数。'],
  [z.string().regex(/^a$/), 'b', '写法不对，照旁边的例子改。'],
  [z.string().max(3, { error: '最多三个字。' }), '四个字了', '最多三个字。'],
] as const)('what is wrong is said in Chinese and says what to do: case %#', (schema, value, words) => {
  expect(wordsOf(schema, value)).toEqual([words])
})
