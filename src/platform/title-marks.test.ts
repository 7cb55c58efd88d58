import { expect, it } from 'vitest'
import { inTitleMarks } from './title-marks.ts'

it.each([
  ['2026年双拥工作要点', '《2026年双拥工作要点》'],
  ['《2026年双拥工作要点》', '《2026年双拥工作要点》'],
  ['关于征求《便民服务若干事项》意见的通知', '《关于征求〈便民服务若干事项〉意见的通知》'],
  ['《甲》和《乙》', '《〈甲〉和〈乙〉》'],
])('%s stands as %s', (title, marked) => {
  expect(inTitleMarks(title)).toBe(marked)
})
