import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readText } from './output.ts'

const isInside = (text: string): void => {
  const output = readText(text)
  const length = [...text].length
  for (const { span } of [...output.clauses, ...output.figures, ...output.tasks, ...output.removed]) {
    expect(span[0]).toBeGreaterThanOrEqual(0)
    expect(span[0]).toBeLessThanOrEqual(span[1])
    expect(span[1]).toBeLessThanOrEqual(length)
  }
}

test('any string is read, with every span inside it', () => {
  const piece = fc.constantFrom(
    ...'一、|（一）|1.|1、|一是|第一条|附件1|序号|考评内容|分值|评分标准|得分|每少一次扣2分|（5分）|得0.5分|一票否决|百分之|三分之一|七成|连冠|近|余|多|万|亿|元|个|至|—|以上|不少于|每季度|市教育局|牵头|会同|7月底前|春节|会员分享|浏览次数：|(zhù)|“|”|《|》|，|。|；|：|\n|\r\n| |　|雙擁|２０２６年|😀|\ud83d|\udc00|\u0000|\ufeff'.split(
      '|',
    ),
    '|',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 80 }), (pieces) => {
      isInside(pieces.join(''))
    }),
    { numRuns: 400 },
  )
})

test.each(['0', '五', '、', '（', ' ', '\n', '|', '\u0301', '\ud83d', '\u0000'])(
  'a hundred thousand times %j is read, each looked at a bounded number of times',
  (char) => {
    isInside(char.repeat(100_000))
  },
)
