import type { Span } from './types.ts'

/** Numbers with what they count, as a person sees them; what of them stands in no field is shown as 未填入. */
const MEASURE =
  '人次|人份|课时|学时|小时|台次|车次|户次|场次|平方米|公里|万元|亿元|块钱|个|人|名|位|户|家|次|场|件|台|辆|项|份|条|篇|期|处|套|册|本|袋|桶|箱|盒|瓶|斤|公斤|吨|亩|米|棵|株|盆|对|块|面|枚|封|张|幅|批|所|座|盏|艘|架|支|队|组|班|节|堂|元|顶|副|床|只|把|天|筐|扇|间|针|桌|车|趟|轮|股|%'
const COUNTED = new RegExp(
  `(?:\\d[\\d,]*(?:\\.\\d+)?(?:[-~—至到]\\d[\\d,]*(?:\\.\\d+)?)?(?:[十百千万亿]{1,2})?(?:余|多|来|几)? ?(?:${MEASURE})|[二两三四五六七八九十百千]{1,4}(?:余|多|来)?(?:人次|人|名|位|户|家|次|场|件|台|辆|项|份|条|篇|册|棵|公里|亩|封|个|元|块))(?!月|年|日|号|级|届|岁|层|楼|周年|季度|部门|工作日|星期|月|保户|属|班子|保)`,
  'g',
)
/** 送5万, 慰问军属120: a number that stands alone, without what it counts. */
const ALONE =
  /(?<![\d.:\-/第号A-Za-z〔[({])(?:\d{1,8}(?:\.\d{1,4})?[百千万亿]{0,2}|[一二两三四五六七八九十]{1,3}[百千万亿]{1,2})(?:余|多)?(?=[,。;!?、/×*=xX)和及与加]|$| (?![岁分年月日号点级]))/g
/** 1、走访军属 …: counts the lines. */
const OF_LINE = /^\d{1,2}$/
const FRONT = /[^,。;:!?、#\d()]{0,10}$/
/** The end of a name behind the number: 12名|医生. */
const BEHIND = /^(?:的)?[\u3400-\u9fff]{1,6}?(?=[,。;:!?、\d]|$|为|给|到|向|在|参加|送|帮|走访|慰问|开展|进行|登|和|与)/

/** 凭证号…, 文号…, 财拨〔2026〕18号: what a payment is told by. */
const VOUCHER =
  /(?:凭证(?:编)?号|(?:拨款|发文|批复|指标)?文号|发文字号|票据号)(?:码)?(?:为|是|:)? ?((?:[^,。;()#\n]|\(\d{4}\)){2,40})|([\u3400-\u9fffA-Za-z]{1,10}[〔[(]\d{4}[〕\])] ?(?:第)?\d{1,4} ?号)/g
const NO_NUMBER_BEGIN = /^(?:[\u3400-\u9fff]{0,6}?(?:根据|按照?|依据|依照|凭|附|见))/

const HAS_VOUCHER = /[〔[(]\d{4}[〕\])]|凭证|[文字据]号/

export const vouchersIn = (folded: string): { number: string; span: Span }[] => {
  if (!HAS_VOUCHER.test(folded)) return []
  return [...folded.matchAll(VOUCHER)].map((hit) => {
    const number = (hit[1] ?? hit[2]!.replace(NO_NUMBER_BEGIN, '')).trim()
    const end = hit.index + hit[0].length
    return { number, span: { start: end - (hit[1] ?? number).length, end } }
  })
}

/** The words around every number of a folded text that stands outside `aside`. */
export const unreadIn = (folded: string, aside: readonly Span[]): { text: string; span: Span }[] => {
  const found: { text: string; span: Span }[] = []
  let last = 0
  const hits = [...folded.matchAll(COUNTED), ...folded.matchAll(ALONE)].sort((a, b) => a.index - b.index)
  for (const { number, span } of vouchersIn(folded)) found.push({ text: number, span })
  for (const hit of hits) {
    const span = { start: hit.index, end: hit.index + hit[0].length }
    if (/第$|[a-zA-Z]$/.test(folded.slice(Math.max(0, span.start - 1), span.start))) continue
    if (
      span.start < last ||
      (OF_LINE.test(hit[0]) && /(?:^|[,。;!?:\n]) *$/.test(folded.slice(Math.max(0, span.start - 3), span.start)))
    )
      continue
    if (found.some((one) => span.start < one.span.end && one.span.start < span.end)) continue
    if (aside.some(({ start, end }) => span.start < end && start < span.end)) continue
    const from = Math.max(last, ...aside.filter(({ end }) => end <= span.start).map(({ end }) => end))
    const front = FRONT.exec(folded.slice(Math.max(from, span.start - 10), span.start))?.[0] ?? ''
    const behind = BEHIND.exec(folded.slice(span.end, span.end + 8))?.[0] ?? ''
    found.push({ text: `${front}${hit[0]}${behind}`.trim(), span })
    last = span.end
  }
  return found.sort((a, b) => a.span.start - b.span.start)
}
