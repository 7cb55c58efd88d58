import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from './index.ts'

let folder: string
let printed: string
let complained: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongxin-command-'))
  printed = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const PLAN =
  '\ufeff😀\r\n澜江县2026年双拥工作计划\r\n一、任务\r\n（一）道路。由县交通运输局牵头，9月底前拓宽营区道路3.2公里。\r\n（二）走访。八一前走访部队。'

test('a file is read as JSON, its spans counting the characters of the file as it is', async () => {
  expect(await runCommand(['read', write('plan.txt', PLAN), '--json'])).toBe(0)
  const reading = JSON.parse(printed)
  expect(reading.kind).toBe('plan')
  expect(reading.tasks[0]).toMatchObject({ path: '一/(一)', lead: ['县交通运输局'], deadline: '2026-09-30' })
  const [start, end] = reading.figures[0].span
  expect([...PLAN].slice(start, end).join('')).toBe('3.2公里')
})

test('a web page is read by its text, several files as a list or as tables', async () => {
  const page = write('page.html', '<html><body><p>澜江县工作汇报</p><p>走访120余户。</p></body></html>')
  const plan = write('plan.txt', PLAN)
  expect(await runCommand(['read', page, plan])).toBe(0)
  expect(JSON.parse(printed).map((one: { file: string }) => one.file)).toEqual([page, plan])
  printed = ''
  expect(await runCommand(['read', plan, '--table'])).toBe(0)
  expect(printed).toContain('县交通运输局')
  expect(printed).toContain('3.2')
})

test('a file that cannot be read is named, the others are read', async () => {
  const plan = write('plan.txt', PLAN)
  expect(await runCommand(['read', join(folder, 'none.txt'), plan])).toBe(1)
  expect(complained).toContain('none.txt：找不到这份文件，核对文件夹和文件名后再读。')
  expect(await runCommand(['read', folder])).toBe(1)
  expect(complained).toContain('这是文件夹')
  expect(complained).not.toMatch(/ENOENT|EISDIR|no such/)
})

test('an unknown command says what there is', async () => {
  expect(await runCommand(['write'])).toBe(2)
  expect(complained).toContain('tongxin read')
})

test('readings are held against gold, and fall below a limit that they do not reach', async () => {
  mkdirSync(join(folder, 'gold'))
  mkdirSync(join(folder, 'docs'))
  write('docs/a.txt', PLAN.slice(3))
  const gold = {
    clauses: [{ path: '一', title: '任务' }],
    facts: [{ text: '8场', value: 8, unit: '场', approx: false, mentions: [0] }],
    tasks: [],
  }
  write('gold/a.json', JSON.stringify(gold))
  expect(await runCommand(['eval-reading', folder])).toBe(0)
  expect(await runCommand(['eval-reading', folder, '--clauses', '0.4'])).toBe(0)
  expect(await runCommand(['eval-reading', folder, '--figures', '0.9', '--faults'])).toBe(1)
  expect(printed).toContain('BELOW')
  expect(printed).toContain('figure missed: 8场')
})

const annotated = fileURLToPath(new URL('../../../../../shared/reading/', import.meta.url))

test.skipIf(!existsSync(annotated))(
  'the annotated texts beside the checkout are read to the limits set for them',
  async () => {
    const limits = [
      '--clauses',
      '0.98',
      '--figures',
      '0.97',
      '--tasks',
      '0.95',
      '--units',
      '0.95',
      '--deadlines',
      '0.95',
    ]
    expect(await runCommand(['eval-reading', annotated, ...limits])).toBe(0)
  },
)
