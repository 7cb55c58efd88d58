import { readClauses } from '../reading/clauses.ts'
import { cleanText } from '../reading/clean.ts'
import { type Piece, piecesOf } from './pieces.ts'

/** A text as it is read in, cut into the pieces that versions are compared by. */
export const piecesIn = (text: string): Piece[] => {
  const cleaned = cleanText(text)
  const clauses = readClauses(cleaned.folded, 0)
  return piecesOf(
    cleaned.folded,
    clauses.map((clause, index) => ({
      id: index + 1,
      parentId: clause.parent === null ? null : clause.parent + 1,
      path: clause.path,
      marker: clause.marker,
      title: clause.title,
      titleEndAt: clause.titleSpan.end,
      startAt: clause.span.start,
      endAt: clause.span.end,
    })),
  )
}

/** An older version in words of our own: two parts, six points, one of them with two items. */
export const OLD = `关于征求《澜川市拥军便民若干事项》意见的通知

一、办好身边实事
（一）设好服务窗口。市政务大厅设军人优先窗口，8月20日前完成。窗口安排专人值守，遇到节假日照常办理。
（二）做好子女入学。市教育局核对军人子女入学名册，9月1日前报市双拥办。学校不得收取借读费用。
（三）开展义诊服务。组织医疗队到驻地开展义诊20次，每次不少于半天，年底前完成。
二、加强宣传引导
（四）办好专题栏目。市融媒体中心开设双拥专栏，每月刊播不少于2期。
（五）树立先进典型。挖掘一批拥军先进典型，组织巡回宣讲，让尊崇军人蔚然成风。
（六）维护公共标识。1.逐站核对军人优先标识，发现缺失的当月补齐；2.更新主干道宣传牌，清理褪色标语。
`

export type Told = [kind: string, old: string, new: string, form?: string]

/** Pairs of texts with the truth written by hand: what each clause became, by number path. */
export const CASES: { name: string; change: (old: string) => string; truth: Told[] }[] = [
  {
    name: 'a clause put into the middle renumbers the rest, which stays as it is',
    change: (old) =>
      old
        .replace('（六）', '（七）')
        .replace('（五）', '（六）')
        .replace('（四）', '（五）')
        .replace(
          '二、加强宣传引导',
          '（四）畅通困难帮扶。建立困难军人家庭台账，每季度走访一次并记录诉求。\n二、加强宣传引导',
        ),
    truth: [
      ['added', '', '一/(四)'],
      ['same', '二/(四)', '二/(五)'],
      ['same', '二/(五)', '二/(六)'],
      ['same', '二/(六)', '二/(七)'],
      ['same', '一/(三)', '一/(三)'],
    ],
  },
  {
    name: 'a day changed, a lead unit changed',
    change: (old) => old.replace('8月20日前完成', '7月31日前完成').replace('市教育局核对', '市退役军人事务局核对'),
    truth: [
      ['changed', '一/(一)', '一/(一)'],
      ['changed', '一/(二)', '一/(二)'],
      ['same', '一/(三)', '一/(三)'],
      ['same', '二/(六)', '二/(六)'],
    ],
  },
  {
    name: 'only punctuation, width and blanks changed',
    change: (old) =>
      old
        .replace('医疗队到驻地开展义诊20次，每次', '医疗队到驻地开展义诊２０次,每次')
        .replace('名册，9月', '名册， 9月')
        .replace('双拥专栏，', '“双拥”专栏；'),
    truth: [
      ['same', '一/(二)', '一/(二)'],
      ['same', '一/(三)', '一/(三)'],
      ['same', '二/(四)', '二/(四)'],
    ],
  },
  {
    name: 'two clauses became one',
    change: (old) =>
      old
        .replace('（五）树立先进典型。挖掘', '挖掘')
        .replace('不少于2期。\n挖掘', '不少于2期。挖掘')
        .replace('（六）', '（五）'),
    truth: [
      ['changed', '二/(四)+二/(五)', '二/(四)', 'merged'],
      ['same', '二/(六)', '二/(五)'],
    ],
  },
  {
    name: 'one clause became two',
    change: (old) =>
      old
        .replace('（六）', '（七）')
        .replace('（五）', '（六）')
        .replace('（四）', '（五）')
        .replace('（三）', '（四）')
        .replace(
          '窗口安排专人值守，遇到节假日照常办理。',
          '\n（二）安排专人值守。窗口安排专人值守，遇到节假日照常办理。',
        )
        .replace('（二）做好', '（三）做好'),
    truth: [
      ['changed', '一/(一)', '一/(一)+一/(二)', 'split'],
      ['same', '一/(二)', '一/(三)'],
      ['same', '一/(三)', '一/(四)'],
    ],
  },
  {
    name: 'a clause moved to another part, another was taken out',
    change: (old) => {
      const publicity = /（五）树立先进典型。[^\n]*\n/.exec(old)?.[0] ?? ''
      const clinic = /（三）开展义诊服务。[^\n]*\n/.exec(old)?.[0] ?? ''
      return old
        .replace(publicity, '')
        .replace(clinic, publicity.replace('（五）', '（三）'))
        .replace('（六）', '（五）')
    },
    truth: [
      ['moved', '二/(五)', '一/(三)'],
      ['removed', '一/(三)', ''],
      ['same', '二/(六)', '二/(五)'],
    ],
  },
  {
    name: 'a heading was worded anew over the same points',
    change: (old) => old.replace('加强宣传引导', '讲好拥军故事'),
    truth: [
      ['changed', '二', '二'],
      ['same', '二/(四)', '二/(四)'],
    ],
  },
  {
    name: 'a list in another order',
    change: (old) =>
      old.replace(
        '1.逐站核对军人优先标识，发现缺失的当月补齐；2.更新主干道宣传牌，清理褪色标语。',
        '1.更新主干道宣传牌，清理褪色标语；2.逐站核对军人优先标识，发现缺失的当月补齐。',
      ),
    truth: [
      ['moved', '二/(六)/2', '二/(六)/1'],
      ['same', '二/(六)/1', '二/(六)/2'],
    ],
  },
]
