import { expect, test } from 'vitest'
import { evaluate, type Gold, scoresOf } from './evaluate.ts'
import type { ReadFigure, ReadOutput, ReadTask } from './output.ts'

const figure = (start: number, value: number, more: Partial<ReadFigure> = {}): ReadFigure => ({
  text: '3个',
  span: [start, start + 2],
  metric: '',
  value,
  unit: '个',
  approx: false,
  qualifier: null,
  bound: null,
  range: null,
  period: null,
  place: null,
  doubts: [],
  ...more,
})

const task = (path: string, units: string[], deadline: string | null): ReadTask => ({
  path,
  text: '',
  span: [0, 1],
  lead: [],
  units,
  deadline,
  deadlineText: deadline,
  parts: [],
})

const output = (more: Partial<ReadOutput>): ReadOutput =>
  ({ kind: 'plan', clauses: [], figures: [], tasks: [], removed: [], ...more }) as ReadOutput

const gold = (more: Gold): Gold => more

test('a clause counts by its path and by a title that is equal or the beginning of the other', () => {
  const clauses = [
    { path: '一', title: '加强组织 领导', level: 1, span: [0, 1] as [number, number], doubts: [] },
    { path: '二', title: '抓好宣传，形成合力', level: 1, span: [0, 1] as [number, number], doubts: [] },
    { path: '三', title: '其他', level: 1, span: [0, 1] as [number, number], doubts: [] },
  ]
  const { tallies, faults } = evaluate(
    output({ clauses }),
    gold({
      clauses: [
        { path: '一', title: '加强组织领导' },
        { path: '二', title: '抓好宣传' },
        { path: '三', title: '其他事项' },
        { path: '四', title: '附则', optional: true },
      ],
    }),
  )
  expect(tallies.clauses).toEqual({ right: 2, wrong: 1, missed: 1 })
  expect(faults).toHaveLength(2)
})

test('a figure counts where it overlaps a mention and agrees in value, unit and approximation', () => {
  const facts = [
    { text: '3个', value: 3, unit: '个', approx: false, mentions: [10, 50] },
    { text: '8场', value: 8, unit: '场', approx: false, mentions: [90], optional: true },
  ]
  const tallyOf = (...figures: ReadFigure[]) => evaluate(output({ figures }), gold({ facts })).tallies.figures
  expect(tallyOf(figure(50, 3))).toEqual({ right: 1, wrong: 0, missed: 0 })
  expect(tallyOf(figure(11, 3), figure(90, 8, { unit: '场' }))).toEqual({ right: 1, wrong: 0, missed: 0 })
  expect(tallyOf(figure(10, 3), figure(50, 3))).toEqual({ right: 1, wrong: 1, missed: 0 })
  expect(tallyOf(figure(12, 3))).toEqual({ right: 0, wrong: 1, missed: 1 })
  expect(tallyOf(figure(10, 3, { approx: true }))).toEqual({ right: 0, wrong: 1, missed: 1 })
})

test('tasks of one path count once; their units and days are held together', () => {
  const { tallies } = evaluate(
    output({ tasks: [task('一', ['市教育局'], '3月'), task('一', ['市财政局'], '4月'), task('二', [], null)] }),
    gold({
      tasks: [
        { path: '一', lead: ['市教育局'], units: ['市人社局'], deadline: '4月' },
        { path: '一', lead: [], units: [], deadline: '3月' },
        { path: '三', lead: [], units: [], deadline: null },
      ],
    }),
  )
  expect(tallies.tasks).toEqual({ right: 1, wrong: 1, missed: 1 })
  expect(tallies.units).toEqual({ right: 1, wrong: 1, missed: 1 })
  expect(tallies.deadlines).toEqual({ right: 1, wrong: 0, missed: 0 })
})

test('where nothing was to be found and nothing was, the score is whole', () => {
  expect(scoresOf({ right: 0, wrong: 0, missed: 0 }).f1).toBe(1)
  expect(scoresOf({ right: 1, wrong: 1, missed: 0 })).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3 })
})
