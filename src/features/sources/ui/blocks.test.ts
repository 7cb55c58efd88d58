import { expect, test } from 'vitest'
import type { Clause } from '../contract.ts'
import { blocksOf, marksByBlock, piecesOf, splitPoints } from './blocks.ts'
import { clauseWords } from './labels.ts'

const text =
  '澜川市双拥要点\n澜双拥〔2026〕3号\n一、办好实事（一）设窗口。市教育局设军人子女入学窗口，8月底前设齐。去向报市双拥办。\n（二）补标识。\n\n二、做实共建\n结对共建。'
const at = (words: string) => text.indexOf(words)
const clause = (words: string, titleEnd: string, change: Partial<Clause>): Clause => ({
  id: at(words) + 1,
  parentId: null,
  path: '',
  marker: '',
  level: 1,
  kind: 'part',
  title: '',
  startAt: at(words),
  titleEndAt: at(titleEnd),
  endAt: text.length,
  ...change,
})
const clauses = [
  clause('一、', '（一）', {}),
  clause('（一）', '市教育局', { level: 2, kind: 'point' }),
  clause('（二）', '\n\n二', { level: 2, kind: 'point' }),
  clause('二、做实', '\n结对', {}),
]
const blocks = blocksOf(text, clauses, '澜川市双拥要点')
const wordsOf = ({ start, end }: { start: number; end: number }) => text.slice(start, end)

test('headings that run into their text stand apart, markers of points go into the margin', () => {
  expect(blocks.map((block) => [block.kind, block.margin, wordsOf(block)])).toEqual([
    ['title', '', '澜川市双拥要点'],
    ['head', '', '澜双拥〔2026〕3号'],
    ['heading', '', '一、办好实事'],
    ['text', '（一）', '设窗口。市教育局设军人子女入学窗口，8月底前设齐。去向报市双拥办。'],
    ['text', '（二）', '补标识。'],
    ['heading', '', '二、做实共建'],
    ['text', '', '结对共建。'],
  ])
})

test('a block is cut where sentences of proposals begin and end, and loses no word', () => {
  const block = blocks[3] as (typeof blocks)[number]
  const first = { id: 1, startAt: at('市教育局'), endAt: at('去向') }
  const second = { id: 2, startAt: at('去向'), endAt: at('\n（二）') }
  const pieces = piecesOf(block, [first, second])
  expect(pieces.map(wordsOf).join('')).toBe(wordsOf(block))
  expect(pieces.map(({ markId, isFirst }) => [markId, isFirst])).toEqual([
    [null, false],
    [1, true],
    [2, true],
  ])
})

test('of two proposals that share words the later one has them', () => {
  const block = blocks[3] as (typeof blocks)[number]
  const pieces = piecesOf(block, [
    { id: 1, startAt: block.start, endAt: block.end },
    { id: 2, startAt: at('8月底前'), endAt: at('去向') },
  ])
  expect(pieces.map(({ markId }) => markId)).toEqual([1, 2, 1])
})

test('a sentence that begins at its marker keeps its number although the marker stands in the margin', () => {
  const block = blocks[4] as (typeof blocks)[number]
  const pieces = piecesOf(block, [{ id: 7, startAt: at('（二）'), endAt: block.end }])
  expect(pieces).toMatchObject([{ markId: 7, isFirst: true }])
})

test('each block gets the proposals that touch it, also one that runs over several', () => {
  const long = { id: 1, startAt: at('（一）'), endAt: at('\n\n二') }
  const short = { id: 2, startAt: at('结对'), endAt: text.length }
  expect(marksByBlock(blocks, [short, long]).map((here) => here.map(({ id }) => id))).toEqual([
    [],
    [],
    [],
    [1],
    [1],
    [],
    [2],
  ])
})

test('a hundred kilobytes with three hundred proposals are laid out as one walk', () => {
  const long = Array.from(
    { length: 2000 },
    (_, index) => `第${index}句话，要求有关单位按时办好这一件事情，并报告结果。`,
  ).join('\n')
  const lines = blocksOf(long, [], '')
  expect(lines).toHaveLength(2000)
  const many = Array.from({ length: 300 }, (_, index) => {
    const { start, end } = lines[index * 6] as (typeof lines)[number]
    return { id: index, startAt: start, endAt: end }
  })
  const byBlock = marksByBlock(lines, many)
  expect(byBlock.flat()).toHaveLength(300)
})

test('clauses are said as they are printed', () => {
  expect(clauseWords('二/(一)/1')).toBe('二（一）1')
  expect(clauseWords('#1')).toBe('正文')
  expect(clauseWords(null)).toBe('正文')
})

test('a sentence may be split behind its marks, not at its end', () => {
  expect(splitPoints('设窗口，一次告知；月底前设齐。')).toEqual([4, 9])
  expect(splitPoints('设窗口。')).toEqual([])
})
