const RESET_WORDS = { password: '密码被重置', factor: '动态码被清除', secret: '登录被重发' } as const

/** What a person is told whose sign-in somebody had reset. */
export const resetWords = (note: {
  what: keyof typeof RESET_WORDS
  byPost: string
  askedPost: string | null
}): string =>
  `你的${RESET_WORDS[note.what]}：${note.askedPost ? `${note.askedPost}报批，${note.byPost}批准` : `由${note.byPost}办理`}。不是你要办的，马上告诉审计管理员。`

/** The two profiles of password rules: `length` as ASVS 5.0 (6.2) asks, `composition` as 等保 (GB/T 22239 8.1.4.1 a) is read. */
export const PROFILES = ['length', 'composition'] as const
export type Profile = (typeof PROFILES)[number]

/** What the city asks of a password; days are calendar days. */
export type PasswordRules = { profile: Profile; leastLength: number; rotationDays: number; history: number }

/** Nothing shorter is taken by any setting. */
export const SHORTEST = 8
export const LONGEST = 200
/** A one-time password that was handed to a person opens for so many days; that of a first administrator for 24 hours. */
export const ONE_TIME_DAYS = 7
export const FIRST_SECRET_HOURS = 24

/** Kinds of signs that the composition profile asks three of; letters of other scripts count as a kind of their own. */
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]
export const kindsOf = (password: string): number => KINDS.filter((kind) => kind.test(password)).length

/** The rule in force, as it stands beside the field before anything is typed. */
export const ruleWords = ({ profile, leastLength, rotationDays, history }: PasswordRules): string =>
  profile === 'length'
    ? `至少 ${leastLength} 位，12 位以上更好；用几个不相干的词最好记。不用姓名、账号、本市名称和常见密码。`
    : `至少 ${leastLength} 位，大写、小写字母、数字、符号四类里占三类；${rotationDays} 天一换，不与前 ${history} 次相同。不用姓名、账号、本市名称和常见密码。`

const lower = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Signs that stand for letters in passwords. */
const PLAIN: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' }
const readable = (text: string): string => [...text].map((sign) => PLAIN[sign] ?? sign).join('')

/** Without the figures and signs at both ends: what somebody thought of before he was asked for more. */
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

const ROWS = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  '1qaz2wsx3edc4rfv',
  'qazwsxedcrfvtgb',
  'abcdefghijklmnopqrstuvwxyz',
]
const WALKS = ROWS.flatMap((row) => [row, [...row].reverse().join('')])

/** What a key gives with Shift, as the key itself: 1qaz@WSX is the walk 1qaz2wsx. */
const SHIFTED = ')!@#$%^&*('
const unshifted = (text: string): string =>
  [...text].map((sign) => (SHIFTED.includes(sign) ? String(SHIFTED.indexOf(sign)) : sign)).join('')

/** Days as people write them into passwords. */
const DAYS = /(?:19|20)\d{2}[-./年]?(?:0[1-9]|1[0-2])[-./月]?(?:0[1-9]|[12]\d|3[01])日?/gu
/** A day with little or a walk beside it. */
const isDayAndLittle = (text: string): boolean => {
  const rest = text.replace(DAYS, '')
  return rest.length < text.length && (rest.length < 4 || isPattern(rest))
}

/** Made of one thing repeated (aaaa, 123123, 888888), or of a walk over the keys: of each run of four signs, most are one. */
const isPattern = (text: string): boolean => {
  if (/^(.{1,4})\1+.{0,3}$/u.test(text)) return true
  if (new Set(text).size < 4) return true
  const runs = [...text].slice(3).map((_, at) => text.slice(at, at + 4))
  const walked = runs.filter((run) => WALKS.some((walk) => walk.includes(run))).length
  return runs.length > 0 && walked >= runs.length * 0.6
}

const SURNAMES =
  'wang|li|zhang|liu|chen|yang|huang|zhao|wu|zhou|xu|sun|ma|zhu|hu|guo|he|lin|gao|luo|zheng|liang|xie|song|tang|han|feng|deng|cao|peng|zeng|xiao|tian|dong|yuan|pan|yu|jiang|cai|du|ye|cheng|su|wei|lv|lu|ding|ren|shen|yao|cui|zhong|tan|fan|jin|liao|shi|jia|xia|fu|fang|zou|xiong|bai|meng|qin|qiu|hou|yin|xue|yan|lei|long|duan|hao|kong|shao|mao|chang|wan|gu|lai|kang|qian|ouyang'
const SYLLABLE =
  '(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v)'
/** A name as it is spelt: surname and one or two syllables. */
const SPELT_NAME = new RegExp(`^(?:${SURNAMES})(?:${SYLLABLE}){1,2}$`)

/** Sayings in figures and letters that many take: 5201314, woaini. */
const SAYINGS =
  /^(?:woaini|woai|wo|ni|iloveyou|wodemima|mima|admin|administrator|root|test|guest|user|welcome|huanying|zhongguo|zuguo|renmin|gongchandang|jiefangjun|china|beijing)+$/

/** What is known of the person and his place, in Chinese, spelt and as typed; each makes a password easy to guess. */
export type ContextWords = readonly string[]

export const HOUSE_WORDS: ContextWords = [
  '同心',
  '双拥',
  '双拥办',
  'tongxin',
  'shuangyong',
  'shuangyongban',
  'syb',
  'sby',
]

/** What is left of a password without these words and without figures and signs; too little of it is no password. */
const LEAST_OF_ITS_OWN = 6
const ownPart = (text: string, words: ContextWords): string =>
  [...words]
    .map(lower)
    .filter((word) => [...word].length >= (/^[\x20-\x7e]+$/.test(word) ? 3 : 2))
    .sort((a, b) => b.length - a.length)
    .reduce((left, word) => left.replaceAll(word, ''), text)
    .replace(/[^\p{L}]+/gu, '')

/**
 * Why a password is refused, as a Chinese sentence that says what to do; null where it may stand.
 * @param about words of the person and his city
 * @param isCommon whether a lower-case text stands in the list of common passwords
 */
export const passwordFault = (
  password: string,
  rules: PasswordRules,
  about: ContextWords,
  isCommon: (text: string) => boolean,
): string | null => {
  const length = [...password].length
  if (length < rules.leastLength) return `新密码只有 ${length} 位，至少 ${rules.leastLength} 位，加长后再存。`
  if (rules.profile === 'composition' && kindsOf(password) < 3)
    return '新密码的构成太单一，大写字母、小写字母、数字、符号四类里至少用三类。'
  const text = lower(password)
  if (/^\d+$/.test(text) && length < 15)
    return '只用数字的密码容易被猜到（生日、手机号、5201314 一类），加上文字或换成几个不相干的词。'
  if (isPattern(text) || isPattern(unshifted(text)))
    return '新密码是重复或顺着键盘排的，容易被猜到，换成几个不相干的词。'
  const cores = [text, coreOf(text), readable(text), coreOf(readable(text))]
  if (cores.some((core) => core.length > 2 && (isCommon(core) || SAYINGS.test(core))))
    return '新密码在常见密码之列，换成几个不相干的词。'
  const words = [...about, ...HOUSE_WORDS]
  const own = ownPart(text, words)
  const hasContext = own.length < text.replace(/[^\p{L}]+/gu, '').length
  if (hasContext && [...own].length < LEAST_OF_ITS_OWN)
    return '新密码主要由姓名、账号、本市本单位名称或“同心”“双拥”组成，换成与这些无关的词。'
  if (isDayAndLittle(text)) return '新密码主要是日期，容易被猜到，换成几个不相干的词。'
  if (SPELT_NAME.test(coreOf(text))) return '新密码像是姓名的拼音加数字，容易被猜到，换成几个不相干的词。'
  return null
}

/** Brakes on signing in. Failures before an account at one address, and an account at unknown addresses, has to wait. */
export const PAIR_LIMIT = 5
export const ACCOUNT_LIMIT = 20
/** Failures of one address within a quarter of an hour; attempts of one address, right ones too, within five minutes. */
export const ADDRESS_LIMIT = 40
export const ADDRESS_WINDOW_MINUTES = 15
export const RATE_LIMIT = 300
export const RATE_WINDOW_MINUTES = 5
/** After a day without a failure the count begins anew. */
export const FORGET_HOURS = 24
export const LONGEST_WAIT_MINUTES = 30

/** Minutes to wait after so many failures: none below the limit, then 1, 2, 4 … up to half an hour. */
export const waitMinutes = (failures: number, limit: number): number =>
  failures < limit ? 0 : Math.min(LONGEST_WAIT_MINUTES, 2 ** Math.min(10, failures - limit))

/** An address from which the person signed in within so many days is his own. */
export const KNOWN_DAYS = 90
