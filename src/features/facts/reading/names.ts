import type { ReadParty } from './types.ts'

/** Surnames that begin most names; a name that begins otherwise is told by the register alone. */
export const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝'
export const KIN =
  '大爷|大娘|大叔|大婶|大妈|大姐|大哥|大伯|奶奶|爷爷|婆婆|阿婆|老人|老汉|师傅|阿姨|嫂子|嫂|婶子|婶|叔|伯|老太太|同志'
const H = '[\\u3400-\\u9fff]'

/** Words that begin as a name does: 解决, 关心. */
const NO_NAME =
  /^(?:解[决释答]|关[心怀注爱]|安[慰装排抚顿置全]|温[暖馨]|包[括含]|时[间任]|党[员费委支]|成[立员]|应[当急]|方[便式]|计划|房屋|车辆|路灯|项目|连队|全[村镇体家部]|农[户村]|武装|文[化艺]|金[额融]|万元|余[人户元]|常[态规委]|马上|高[龄兴]|边[防境]|师[生傅]|明[天确]|平[安时]|辛苦|单[位亲]|符合|祝[福贺愿]|纪念|管理|满意|司[法令机]|左右|谈[心话]|申[请报]|牛奶|毛[巾毯]|戴[上]|施工|水[果电]|米[面油粉袋]|.[一二两三四五六七八九十几半][袋桶箱份条辆件盒套斤瓶本张台床只])/
/** A name of a list, before what ends it: 看望魏大根和沈新文两户. */
const LISTED = new RegExp(
  `([${SURNAMES}]${H}{1,2})(?<![各等与及村镇乡区县市街路队站校院厂部桥楼店社])(?=[,。;、#:!?( ]|$|[和与及跟同等各家送两三四五几每]|户(?![主籍口])|(?:${KIN}))`,
  'y',
)
const LISTS = /^(?:家|户|夫妇|一家)?(?:[、 ]|和|与|及|以及|跟|同)$/
/** 看望魏大根,沈新文: a clause that is a name. */
const LISTS_ON = /^(?:家|户|夫妇|一家)?[,]$/

/** A name that goes on with a list of families; `between`: what stands between it and the family before. */
export const listedAt = (text: string, at: number, between: string): string | null => {
  const isOn = LISTS_ON.test(between)
  if (!isOn && !LISTS.test(between)) return null
  LISTED.lastIndex = at
  const word = LISTED.exec(text)?.[1] ?? null
  if (word === null || NO_NAME.test(word)) return null
  return isOn && !/^家?(?:[,。;!?]|$)/.test(text.slice(at + word.length)) ? null : word
}

/** 小文 of 郑小文: the family name stands before it. */
export const isInsideName = (text: string, at: number): boolean =>
  at > 0 && SURNAMES.includes(text.charAt(at - 1)) && !/[和向于时金万余连全党]/.test(text.charAt(at - 1))

/** So many names of one sentence are looked up. */
const MOST_NAMES = 12
const BEHIND_NAME =
  /(?:家|户|一家|夫妇|同志|老人|大爷|大娘|大叔|大婶|大妈|大姐|大哥|大伯|奶奶|爷爷|婆婆|师傅|阿姨|嫂子|嫂|婶子|婶|叔|伯)+$/

/** What stands right behind a name that is glued to its place, or one of a list. */
const ENDS_NAME = /^(?:$|[^\u3400-\u9fff]|[家户的夫老同等和与及跟各两三四五几每看送给一慰走进反提说希要想])/

/** Names glued to the name of a place: 魏大根 of 走访东河社区魏大根. Shorter ones only where the words go on behind them. */
const GLUED = /(?:社区|村|街道|镇|乡|组|屯|寨)(?=([\u3400-\u9fff]{2,5}))/gu
/** 沈新文 of 看望魏大根和沈新文, 郑小文 of 沈新文、郑小文 and 群众郑小文. */
const IN_LIST = /(?:[、,， ]|和|与|及|跟|同|属|对象|老兵|军人|战士|党员|学生|群众)(?=([\u3400-\u9fff]{2,5}))/gu

const lengthsOf = (behind: string): string[] =>
  [4, 3, 2]
    .filter((length) => behind.length >= length && ENDS_NAME.test(behind.slice(length)))
    .map((length) => behind.slice(0, length))

/**
 * Names by which families of the register may be meant: those that were read, those glued to a place and those of a list. A rare
 * family name is looked up in a list beside a family alone.
 */
export const namesIn = (parties: readonly ReadParty[], text: string): string[] => {
  const own = parties
    .filter(({ sort }) => sort === 'family')
    .map(({ name }) => name.replace(BEHIND_NAME, ''))
    .filter((name) => /^[\u3400-\u9fff]{2,4}$/.test(name) && !/^(?:老|小)/.test(name))
  const isName = (behind: string) => SURNAMES.includes(behind.charAt(0))
  const glued = [...text.matchAll(GLUED)].flatMap(([, behind = '']) => (isName(behind) ? lengthsOf(behind) : []))
  const listed = [...text.matchAll(IN_LIST)].flatMap(([mark, behind = '']) =>
    isName(behind) || (own.length > 0 && /^[、 和与及跟同]$/.test(mark))
      ? lengthsOf(behind).filter((name) => !NO_NAME.test(name))
      : [],
  )
  return [...new Set([...own, ...glued, ...listed])].slice(0, MOST_NAMES)
}
