import type { FactQualifier, Span } from './types.ts'

/** An amount of money as it is written: its value, or null where it cannot be read whole (十几万元, 1.2345678万元). */
export type MoneyWords = { value: number | null; qualifier: FactQualifier | null; span: Span }

const DIGITS = '零一二三四五六七八九'
const FORMAL: Record<string, string> = {
  ...{ 壹: '一', 贰: '二', 叁: '三', 肆: '四', 伍: '五', 陆: '六', 柒: '七', 捌: '八', 玖: '九' },
  ...{ 拾: '十', 佰: '百', 仟: '千', 萬: '万', 两: '二', 〇: '零', 貳: '二', 參: '三', 陸: '六', 億: '亿' },
}
const SCALES: Record<string, number> = { 十: 10, 百: 100, 千: 1000, 万: 10_000, 亿: 100_000_000 }

const PIECES = /(\d+(?:\.\d+)?|[零一二三四五六七八九])?([十百千万亿]?)/y

/**
 * The value of a number as it is written in full: 50000, 5万, 5.5万, 五万三千, 2千5, 1万2. Null for everything that is not
 * one number beyond doubt (三五百, 一万二百三千, 1.2.3).
 */
export const wholeNumber = (words: string): number | null => {
  const text = [...words].map((char) => FORMAL[char] ?? char).join('')
  if (!/[\d零一二三四五六七八九十]/.test(text)) return null
  let [total, section, last, at] = [0, 0, Number.POSITIVE_INFINITY, 0]
  let [hasZero, isFirst] = [false, true]
  while (at < text.length) {
    PIECES.lastIndex = at
    const hit = PIECES.exec(text)
    if (!hit || hit[0] === '') return null
    const [, digits, unit = ''] = hit
    at += hit[0].length
    if (digits === '零' && unit === '') {
      // 一万零五百: a place is left out.
      if (isFirst || hasZero || at >= text.length) return null
      hasZero = true
      continue
    }
    const isArabic = digits !== undefined && /\d/.test(digits)
    const number =
      digits === undefined ? (unit === '十' ? 1 : null) : isArabic ? Number(digits) : DIGITS.indexOf(digits)
    if (unit === '') {
      if (number === null || at < text.length) return null
      if (isFirst) return digits!.length === 1 || isArabic ? number : null
      if (hasZero || (isArabic && digits!.length > 1))
        return number < last && Number.isInteger(number) ? total + section + number : null
      if (last === 10) return isArabic ? null : total + section + number
      // 一千二, 2千5, 1万2: the last digit is a tenth of the unit before it.
      return last >= 100 && last < Number.POSITIVE_INFINITY ? total + section + (number * last) / 10 : null
    }
    const scale = SCALES[unit]!
    if (scale >= 10_000) {
      const own = number === null ? section : section + number
      // 三百二万: nobody can tell.
      if (own <= 0 || (section > 0 && number !== null && last !== 10 && !hasZero)) return null
      if (total > 0 && total < scale) return null
      total += own * scale
      section = 0
    } else {
      if (number === null || number <= 0 || scale >= last) return null
      section += number * scale
    }
    last = scale
    ;[hasZero, isFirst] = [false, false]
  }
  return total + section
}

const CHARS = '\\d.〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟貳參陸'
const MONEY = new RegExp(
  `(近|约|大约|将近|差不多|上|好|数|几)?(¥ ?|人民币 ?|RMB ?)?((?:[${CHARS}]*[几半数])?[${CHARS}]+)([多余来几把][百千万亿]*)? ?(多|余|来)?(?:(元(?![旦宵月帅素老])|块(?:钱|人民币)?(?!砖|地|田|牌|布|肥皂|香皂|光荣|匾|展板|宣传|石|蛋糕|玻璃|屏|电)|圆(?![满桌形])|人民币|RMB)|(?![户人份件个名位斤袋桶箱家次台张条床盒瓶本套只辆吨米年月日号点时岁%\\d]|/(?![户家人名位])))(整|左右|上下|以上|出头|[0-9一二三四五六七八九][角毛分])?`,
  'gi',
)
/** 光荣牌6块, 展板10块 count pieces. */
const PIECES_BEFORE = /[牌匾板地田布砖]$/
/** A number without a unit is money behind such words. */
const BARE_BEFORE =
  /(?:慰问金|慰问款|红包|现金|补助|补贴|捐款|善款|拨款|经费|资金|奖金|奖励金|优待金|慰问)(?:[共合总]计?|一共|为|:|了|计|各)?$/
const EACH_BEFORE = /(?:每[户人家名位]|一[户家人]|各|[共合总]计|共)(?:给|发|送)?$/
/** 每户给200, 给了200: money, though no word says so, where nothing is counted behind it. */
const GIVEN_BEFORE = /(?:每[户人家名位]|一[户家人])(?:给|发)?了?$|(?:给|塞|包)了$/
/** 送5万, 给李大爷送了200: what was given, and nothing is counted behind it. */
const HANDED_BEFORE = /(?:送|捐|赠|发|留|拨|塞|慰问|资助)(?:了|去|上|来|给|出)?$/
/** 慰问驻澜某部5万: the name of whom it went to stands between. */
const GIVEN_TO_BEFORE =
  /(?:慰问|捐(?:给|赠)?|资助|送给?|拨给?|给|向)(?:了)?[^,。;:!?\d]{1,14}?(?<!覆盖|惠及|受益|受众|阅读|播放|点击|浏览|人口|群众|观众|粉丝|累计|面积) ?$/
/** 驻澜某部5万,驻岑某部3万: the next of the row. */
const NEXT_BEFORE = /(?:某?部(?:队)?|某[团营连]|支队|中队|大队|[户家]) ?$/
const OF_MONEY = /慰问金|慰问款|红包|现金|发钱|给钱|补助金|补贴|奖励金|奖金|优待金/
/** Nothing is counted behind the number. */
const ALONE = /^(?:$|[,。;、!?)]|\/[户家人名位]| (?![\d.]+[万千百]?(?:元|块|,\d)))/
/** 慰问5家: a small number counts something else. */
const LEAST_BARE = 50

/** 元 to the 分; null where more was written than that. */
const inCents = (value: number | null): number | null => {
  if (value === null || value <= 0) return null
  const cents = Math.round(value * 100)
  return Math.abs(value * 100 - cents) < 1e-4 ? cents / 100 : null
}

/** Every amount of money in a plain text outside the words of time; each is read whole, or not at all. */
export const moneyIn = (text: string, taken: readonly Span[]): MoneyWords[] => {
  const found: MoneyWords[] = []
  const isOfMoney = OF_MONEY.test(text)
  for (const hit of text.matchAll(MONEY)) {
    const [, nearly, sign, number = '', inside, behindNumber, unit, tail] = hit
    const start = hit.index + (nearly?.length ?? 0)
    const end = hit.index + hit[0].length
    if (taken.some((one) => one.start < end && start < one.end)) continue
    const before = text.slice(Math.max(0, hit.index - 10), hit.index)
    const far = text.slice(Math.max(0, hit.index - 20), hit.index)
    let isUnsaid = false
    if (!unit && !sign) {
      const behind = text.slice(end, end + 10)
      const isRound = /[万千]$/.test(number)
      const isAlone = ALONE.test(behind) || (isRound && /^[和及与加]/.test(behind))
      const isHanded =
        isAlone && (GIVEN_BEFORE.test(before) || HANDED_BEFORE.test(before) || (isOfMoney && EACH_BEFORE.test(before)))
      const isSupposed =
        isAlone &&
        (isRound || (!isOfMoney && /^\d{4,8}$/.test(number))) &&
        (GIVEN_TO_BEFORE.test(far) ||
          (isRound && found.length > 0 && NEXT_BEFORE.test(before)) ||
          (isRound && found.length > 0 && /共$|[共合总]计$/.test(before)))
      if (!BARE_BEFORE.test(before) && !isHanded && !isSupposed) continue
      // 慰问驻澜某部50000: money, most likely; a person says so.
      isUnsaid = !BARE_BEFORE.test(before) && !isHanded && !isRound
      if (!/\d/.test(number) && !isAlone) continue
    }
    if (unit?.startsWith('块') && PIECES_BEFORE.test(before)) continue
    // 八一5万元: the feast before it.
    const feast = /^(?:八一|七一|五一|十一)(?=\d)/.exec(number)?.[0].length ?? 0
    const own = number.slice(feast).replace(/^\./, '')
    const middle = /^([多余来])([百千万亿]*)$/.exec(inside ?? '')
    const isOpen =
      /[几半数把]/.test(`${number}${inside ?? ''}`) || /^[上数几]$/.test(nearly ?? '') || /[角毛分]/.test(tail ?? '')
    const value = isOpen || (inside && !middle) ? null : wholeNumber(own + (middle?.[2] ?? ''))
    // 500至800元: the end of a stretch is no amount.
    const isEnd = /[\d万千百](?:[-~—至到]| ?[-~] ?)$/.test(text.slice(Math.max(0, start - 4), start))
    if (!unit && !sign && value !== null && value < LEAST_BARE) continue
    // 2块万, 3块5: the words go on.
    const isTorn =
      /(?:[\d.万千百十]|\d,)$/.test(before) ||
      ((unit === '元' ? /^ ?(?:[多余来几]?[万千百十亿]|\.\d)/ : /^ ?(?:[\d万千百十亿]|\.\d)/).test(
        text.slice(end, end + 3),
      ) &&
        // 10万 7月9日
        !taken.some((one) => one.start === end + 1))
    const more = middle?.[1] ?? behindNumber
    found.push({
      value: isEnd || isTorn || isUnsaid ? null : inCents(value),
      qualifier:
        nearly === '近' || nearly === '将近'
          ? '近'
          : more === '来' || /左右|上下/.test(tail ?? '') || /约|差不多/.test(nearly ?? '')
            ? '约'
            : more || /以上|出头/.test(tail ?? '')
              ? '余'
              : null,
      span: { start: start + feast, end },
    })
  }
  return found
}
