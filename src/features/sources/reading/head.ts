import { keyOf, linesOf } from './fold.ts'
import type { DocumentKind, Head } from './types.ts'

const FRONT_LINES = 16
const NUMBER = /^[\u3400-\u9fffA-Za-z]{1,16} ?[〔[(【]\d{4}[〕\])】] ?(?:第 ?)?\d{1,5} ?号$/
const DAY = /(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日/
const DAY_LINE = /^\(?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?\)?$/
const MONTH_LINE = /^\(?(\d{4})年\d{1,2}月\)?$/
const TITLE_END =
  /(?:要点|计划|方案|意见|安排|规划|通知|通报|函|报告|总结|汇报|清单|台账|标准|细则|办法|规定|决定|纪要|讲话|公告|公报|简报|情况|打算)(?:[（(].{1,12}[)）])?$/
const ISSUER =
  /(?:领导小组|办公室|委员会|人民政府|(?<![格全布大结])局|党委|军分区|人民武装部|工委|街道办事处)(?:\(代章\))?$/

const KINDS: [DocumentKind, RegExp][] = [
  ['standard', /(?:考评标准|考核标准|评分标准|考评细则|考核细则|测评体系|评分表|考评办法)/],
  ['duallist', /(?:双清单|互办实事|需求清单|责任清单|任务清单|实事清单|台账)/],
  ['plan', /(?:要点|计划|方案|意见|规划|工作安排|分工|任务分解|行动)/],
  ['report', /(?:汇报|总结|报告|开展情况|工作情况|述职|自查)/],
  ['notice', /(?:通知|通报|公告|函|纪要)/],
]

const isoDay = (match: RegExpExecArray): string =>
  `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`

const kindOf = (title: string, folded: string, hasParts: boolean): DocumentKind => {
  const bare = title.replace(/[“”《》]/g, '')
  const byTitle = KINDS.find(([, pattern]) => pattern.test(bare))?.[0]
  if (byTitle === 'duallist' && /(?:要点|方案|计划)/.test(bare)) return 'plan'
  if (byTitle) return byTitle
  const front = folded.slice(0, 600)
  if (/(?:汇报如下|情况报告如下|总结如下|工作开展情况)/.test(folded.slice(0, 1200))) return 'report'
  if (/制定(?:本|如下)(?:计划|方案|意见|要点)|提出如下意见/.test(folded.slice(0, 2000))) return 'plan'
  if (/(?:记者|通讯员|本报讯|巡礼)/.test(front + folded.slice(-200))) return 'news'
  return hasParts ? 'plan' : 'news'
}

/** Title, issuer, number, day and kind of a clean text; `bodyStart` is where the text proper begins. */
export const readHead = (
  clean: string,
  folded: string,
  publishedOn: string | null,
  today: string | null,
): { head: Head; bodyStart: number; isYearKnown: boolean } => {
  const lines = linesOf(folded)
  const front = lines.slice(0, FRONT_LINES)
  let title: string | null = null
  let issuer: string | null = null
  let number: string | null = null
  let bodyStart = 0
  for (const [index, line] of front.entries()) {
    const text = keyOf(folded.slice(line.start, line.end))
    if (text === '') continue
    if (NUMBER.test(text)) {
      number ??= keyOf(clean.slice(line.start, line.end))
      continue
    }
    const isSentence = text.length > 60 || /[。;:]$/.test(text)
    if (isSentence) break
    if (title === null && ISSUER.test(text) && !TITLE_END.test(text) && index < 3) {
      issuer = text
      continue
    }
    if (title === null && (TITLE_END.test(text) || index < 4)) {
      title = text
      bodyStart = line.end
      continue
    }
    break
  }

  const days: string[] = []
  for (const line of [...front, ...lines.slice(-12)]) {
    const text = keyOf(folded.slice(line.start, line.end))
    const match = DAY_LINE.test(text) ? DAY.exec(text) : null
    if (match) days.push(isoDay(match))
  }
  if (issuer === null) {
    const tail = [...front.slice(1), ...lines.slice(-8)].map((line) => keyOf(folded.slice(line.start, line.end)))
    issuer = tail.find((text) => text.length <= 40 && ISSUER.test(text) && !/[,。;:]/.test(text)) ?? null
  }
  const date = days[0] ?? publishedOn
  const stated = /(\d{4})年/.exec(title ?? '')
  const month = [...front, ...lines.slice(-6)]
    .map((line) => MONTH_LINE.exec(keyOf(folded.slice(line.start, line.end))))
    .find((match) => match)
  const year =
    !stated && !date && month
      ? Number(month[1])
      : stated
        ? Number(stated[1])
        : date
          ? Number(date.slice(0, 4))
          : Number(today?.slice(0, 4)) || 1970
  const hasParts = /(?:^|\n)[一二三][、.]|(?:^|\n)\([一二三]\)/.test(folded)
  const kind = kindOf(title ?? '', folded, hasParts)
  const isYearKnown = Boolean(stated || date || month || today)
  return { isYearKnown, head: { kind, title, issuer, number, date, year }, bodyStart }
}
