import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../platform/root.ts'
import { actionWords, fieldWords, recordOf } from './auditLabels.ts'

const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path),
)

test('every action that the program writes into the audit by name has its words', () => {
  const actions = sources.flatMap((path) =>
    [
      ...readFileSync(join(projectRoot, 'src', path), 'utf8').matchAll(
        /\b(?:change|systemChange|auditExport)\([^'"`]{0,80}'([a-z]+\.[a-z-]+)'/g,
      ),
    ].map(([, action]) => action as string),
  )
  expect(new Set(actions).size).toBeGreaterThan(60)
  expect([...new Set(actions)].filter((action) => ['其他操作', '办理事项'].includes(actionWords(action)))).toEqual([])
})

test('a record is called by its name, a setting by its own, and what has no number stands alone', () => {
  const of = (record: string, recordId: string, recordName: string | null = null) =>
    recordOf({ record, recordId, recordName })
  expect(of('people', '17', '市教育局联络员甲')).toBe('人员账号 市教育局联络员甲')
  expect(of('settings', 'last-backup')).toBe('设置 最近备份')
  expect(of('settings', 'answer-waits:3')).toBe('设置 答复时限')
  expect(of('keys', 'ring')).toBe('密钥 全部密钥')
  expect(of('endpoints', '0')).toBe('接口')
  expect(of('documents', '12')).toBe('来文 12')
  expect(fieldWords(['dueOn', 'due_on', 'title'])).toBe('承诺日、标题')
})
