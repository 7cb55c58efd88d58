import { expect, test } from 'vitest'
import { readDocument } from './index.ts'
import { duties, units } from './testing.ts'

const outsideOf = (sentence: string) =>
  readDocument(`2026年双拥工作要点\n一、重点任务\n（一）优待服务。${sentence}`, {
    ...{ today: '2026-03-01', units, duties, outside: true },
  }).proposals.map((one) => one.outside ?? [])

test.each<[string, string[]]>([
  ['市烟草专卖局牵头，市教育局配合，4月底前出台优待办法。', ['市烟草专卖局']],
  ['制作宣传栏20块。（牵头单位：市委宣传部；责任单位：云岭晚报社、市邮政管理局）', ['云岭晚报社', '市邮政管理局']],
  ['开发专项岗位30个，由市人社局负责，市国盛集团有限公司配合。', ['市国盛集团有限公司']],
  ['白马街道要每季度走访军属一次。', ['白马街道']],
  ['市教育局牵头，各县（市、区）配合，4月底前出台优待办法。', []],
  ['4月底前出台优待办法。', []],
])('whom the text names and the list does not hold is told with its act: %s', (sentence, wanted) => {
  expect(outsideOf(sentence)).toEqual([wanted])
})

test('without being asked for nobody is told', () => {
  const { proposals } = readDocument('2026年要点\n一、任务\n（一）优待。市烟草专卖局4月底前出台优待办法。', {
    ...{ today: '2026-03-01', units, duties },
  })
  expect(proposals.map((one) => one.outside)).toEqual([undefined])
})
