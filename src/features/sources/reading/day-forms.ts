/** 之前, 前夕: what stands behind a day by which something is to be done. */
export const BEFORE = /^(?:之前|以前|前夕|前(?!后)|到来之前)/
const WEEKDAY = '(?: ?\\((?:星期|周|礼拜)[一二三四五六日天]\\))?'
const HOUR = '(?:上午|下午|中午|晚上|傍晚|早上)? ?(?:\\d{1,2} ?[:时点] ?(?:\\d{1,2}分?|半|整)?)? ?(?:上班|下班)?'
/** (星期四)17:00前, 下午5时前, 下班前: an hour between a day and what stands behind it. */
export const BEFORE_HOUR = new RegExp(`^${WEEKDAY} ?${HOUR}(?:之前|以前|前(?!后)|截止|为止)`)
const YEAR = '(?:(\\d{4}) ?年|(今年|本年|明年|次年))?'
const TO = ' ?(?:至|到|—|–|-|~)+ ?'
/** Days, months and parts of a year, as their words begin. */
export const FORMS = {
  iso: /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/,
  /** 2024.9.1-2024.10.31, 9月1日至10月31日, 5日—20日 of one month: the last day counts. */
  isoSpan: new RegExp(`^(\\d{4})[-/.]\\d{1,2}[-/.]\\d{1,2}${TO}(?:(\\d{4})[-/.])?(\\d{1,2})[-/.](\\d{1,2})(?!\\d)`),
  daySpan: new RegExp(
    `^${YEAR} ?(\\d{1,2}) ?月 ?\\d{1,2} ?[日号]?${WEEKDAY}${TO}(?:(\\d{4}) ?年|(明年|次年|翌年))? ?(?:(\\d{1,2}) ?月)? ?(?:(\\d{1,2}) ?[日号]|(底|末))`,
  ),
  day: new RegExp(`^${YEAR} ?(\\d{1,2}) ?月 ?(\\d{1,2}) ?[日号]`),
  span: new RegExp(
    `^${YEAR} ?(\\d{1,2}) ?月?(?:份)?(?:上旬|中旬|下旬|初|底|末)?${TO}(?:(\\d{4}) ?年|(明年|次年|翌年))? ?(\\d{1,2}) ?月(?:份)?(底|末|上中旬|中下旬|上旬|中旬|下旬|初)?`,
  ),
  month: new RegExp(`^${YEAR} ?(\\d{1,2}) ?月(?:份)?(底|末|上中旬|中下旬|上旬|中旬|下旬|初)?`),
  yearEnd: /^(?:(\d{4})年|(今年|本年|明年|次年))?(年底|年末|年内|底|末)/,
  half: new RegExp(`^${YEAR}(?:度)?(上半年|下半年)`),
  quarter: new RegExp(`^${YEAR}第?([一二三四1-4])季度(末)?`),
  recurring:
    /^(?:每(?:半年|季度|个季度|季|个月|月|年|周[一二三四五六日]?|两年|学期)(?:末|底|初|首月|(?:第一|最后一)个月)?|逐月|逐季|按月|按季度?)(?! ?\d[\d,.]*(?:余|多)?[万亿]?元)/,
  aimedYear: /^\d{4} ?年(?=(?:全面|全部)?(?:建成|完成|实现|创建|新增|达到|培育|打造))/,
  lasting: /^(?:年终(?![考总奖绩述评目检决结])|长期坚持|常年坚持|贯穿全年|全年(?=不少于|至少|不低于))/,
}

/** What the day depends on: the words stand, no single day is known. */
const AFTER_EVENT = {
  span: '(?:的)?(?:半|[一二两三四五六七十]{1,2}|\\d{1,3}) ?个?(?:工作日|小时|星期|周|月|天|日)',
  event:
    '(?:夏收|秋收|三夏|三秋|春耕|春播|麦收|主?汛期|入汛|雨季|入冬|上冻|封冻|(?:秋季|春季|新学期|新学年)?开学|(?:老兵)?退伍|老兵离队|(?:新兵)?入伍|离队|退役(?:返乡|报到)?|返乡|报到|寒假|暑假|(?:高考|中考)(?:报名)?|新兵起运|起运|定兵)',
}
/** Feasts without a name, seasons, meetings: “两节”期间, 重大节日前, 节后一周内, 暑假期间, 会后10个工作日内. */
export const UNNAMED = new RegExp(
  `^(?:“?[两双]节”?(?:期间|前夕|前)|(?:重大|重要|传统)?(?:节假日|节日|节庆)(?:期间|前夕|前后|前)|节前|节后${AFTER_EVENT.span}(?:[之以]?内)|(?:寒暑假|寒假|暑假|暑期|主?汛期|防汛|征兵季?|开学季|农忙(?:时节)?|退伍季|春耕|秋收|高考|中考)期间|寒暑假|暑期|会后${AFTER_EVENT.span}(?:[之以]?内))`,
)
export const EVENT = new RegExp(
  `^(?:(?:\\d{4} ?年|今年|明年)?${AFTER_EVENT.event}(?:(?:来临|到来)?之?前(?:${AFTER_EVENT.span})?(?:[之以]?内)?|之?后${AFTER_EVENT.span}(?:[之以]?内)?)|(?:印发|下发|发文|结束)之?后${AFTER_EVENT.span}(?:[之以]?内)|(?:收到|接到|受理)[^,。;\\n]{0,12}?后?${AFTER_EVENT.span}(?:[之以]?内))`,
)
/** 自本方案印发之日起30日内: reckoned from the document's own day where it is known. */
export const FROM_ISSUE =
  /^(?:自本?[\u3400-\u9fff]{0,10}|本?(?:通知|方案|意见|办法|要点|计划|文件|纪要)?(?:印发|下发|发布|公布|发文))之日起 ?(\d{1,3}) ?(个工作日|个月|日|天)(?:[之以]?内)?/
export const OF_ITSELF = /^(?:自|本|通知|方案|意见|文件)?本?[\u3400-\u9fff]{0,6}?(?:印发|发布|下发|公布|发文)之日/
export const THIS_MONTH = /^(?:(?:本|当)月(?:(\d{1,2})[日号]|底|末)|月底(?=前))(?:之前|以前|前)?/
export const NEXT_MONTH = /^(?:次|下)月(?:\d{1,2}[日号]|底|末|初|上旬|中旬|下旬)(?:之前|以前|前)?/

/** 2025年“八一”前: the year that a feast is told with. */
export const FEAST_YEAR =
  /^(?:(\d{4}) ?年|(今年|本年|明年|次年))(?:的)? ?(?=[元除春新“三清五端六七八建全国中烈十重腊植教学正])/
