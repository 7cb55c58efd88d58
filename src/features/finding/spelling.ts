/** How letters that somebody typed can stand for Chinese: as first letters (jyj), as a spelling (jiaoyu), or mixed (jyju). */

/** The syllables of Mandarin without tones, ü written v. */
const SYLLABLES = new Set(
  `
  a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
  cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci cong cou cu cuan
  cui cun cuo da dai dan dang dao de dei deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en
  er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui
  gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao
  jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun
  kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve
  ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng
  ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian
  piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren
  reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen
  sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te
  tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang
  xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai
  zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan
  zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
  `
    .trim()
    .split(/\s+/),
)

const LONGEST = 6
/** Letters that begin no syllable. */
const NO_INITIAL = /[iuv]/

const isBegun = (text: string): boolean => {
  for (const syllable of SYLLABLES) if (syllable.startsWith(text)) return true
  return false
}

/** More ways than this to cut one text do not help anybody. */
const MOST_WAYS = 6

/**
 * The first letters that a typed text can stand for, the likeliest (fewest characters) first: 'jiaoyu' → 'jy', 'jaoy' …;
 * 'jyj' → 'jyj'. Empty where it can be no spelling. The last syllable may be unfinished.
 */
export const firstLetters = (typed: string): string[] => {
  const text = typed.toLowerCase().replace(/[' ]/g, '')
  if (!/^[a-z]+$/.test(text)) return []
  type Way = { at: number; letters: string }
  let open: Way[] = [{ at: 0, letters: '' }]
  const found: string[] = []
  // Width first: ways with fewer characters are finished before longer ones.
  while (open.length > 0 && found.length < MOST_WAYS) {
    const next: Way[] = []
    for (const { at, letters } of open) {
      const first = text[at] as string
      if (NO_INITIAL.test(first)) continue
      for (let size = Math.min(LONGEST, text.length - at); size > 0; size -= 1) {
        const part = text.slice(at, at + size)
        const isLast = at + size === text.length
        if (size > 1 && !SYLLABLES.has(part) && !(isLast && isBegun(part))) continue
        const way = { at: at + size, letters: letters + first }
        if (isLast) {
          if (!found.includes(way.letters)) found.push(way.letters)
        } else next.push(way)
      }
    }
    open = next.slice(0, 200)
  }
  return found.slice(0, MOST_WAYS)
}
