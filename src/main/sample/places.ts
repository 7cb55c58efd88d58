/**
 * The made-up place of the sample: 澜川市 in 样本省, eight counties of ten townships each and one more, 里坝乡, which a merge of the sample's
 * past takes away again; 933 villages and the three of that one. Codes begin with 99,
 * which belongs to no real province.
 */

export type SampleRegion = {
  code: string
  name: string
  shortName: string
  level: number
  mark: null
  /** Place of the parent in the list; null for the top. */
  parent: number | null
  sort: number
}

/** A township that ends in the past of the sample, with the villages that go over; and one whose name was another. */
export const MERGED = { county: '石杉县', township: '里坝乡', into: '上坝乡', villages: ['里坝村', '坝头村', '坝尾村'] }
export const RENAMED = { township: '官渡镇', before: '官渡乡' }

const COUNTIES: { name: string; townships: string[] }[] = [
  {
    name: '澜城区',
    townships: [
      '东门街道',
      '西桥街道',
      '南湖街道',
      '北塔街道',
      '文昌街道',
      '钟楼街道',
      '柳溪镇',
      '石桥镇',
      '杨梅镇',
      '清水乡',
    ],
  },
  {
    name: '云桥区',
    townships: [
      '云桥街道',
      '沙洲街道',
      '新塘街道',
      '梅岭街道',
      '白鹭镇',
      '枫林镇',
      '大坪镇',
      '双河镇',
      '莲塘乡',
      '竹坑乡',
    ],
  },
  {
    name: '禾丰市',
    townships: ['城关街道', '麦湾街道', '丰泽镇', '稻香镇', '金垌镇', '长陂镇', '龙塘镇', '圩上镇', '新禾乡', '茶亭乡'],
  },
  {
    name: '青禾县',
    townships: ['青禾镇', '马迹镇', '上游镇', '桃源镇', '高陂镇', '樟树镇', '黄泥镇', '小布乡', '田心乡', '岭背乡'],
  },
  {
    name: '松坪县',
    townships: ['松坪镇', '松涛镇', '古楼镇', '银坑镇', '半岭镇', '水口镇', '富田镇', '罗坳乡', '雪竹乡', '天心乡'],
  },
  {
    name: '浔溪县',
    townships: ['浔溪镇', '渡头镇', '芦花镇', '中洲镇', '江口镇', '沿滩镇', '石鼓镇', '沙田乡', '鱼梁乡', '晓月乡'],
  },
  {
    name: '兰泉县',
    townships: [
      '兰泉镇',
      '温汤镇',
      '柳林镇',
      '石塔镇',
      RENAMED.before,
      '平畴镇',
      '青山镇',
      '泉口乡',
      '云岭乡',
      '花桥乡',
    ],
  },
  {
    name: '石杉县',
    townships: ['石杉镇', '杉木镇', '铜坑镇', '板桥镇', '洪塘镇', '岩前镇', '栗树镇', '上坝乡', '下坝乡', '水竹乡'],
  },
]

const FIRST = ['东', '西', '南', '北', '上', '下', '前', '后', '新', '古', '大', '小', '长', '高']
const SECOND = [
  '河',
  '桥',
  '塘',
  '坪',
  '岗',
  '湾',
  '溪',
  '井',
  '坑',
  '田',
  '屋',
  '林',
  '坝',
  '垄',
  '洲',
  '埠',
  '亭',
  '岭',
]

/** Name of the nth village of the sample: no two of one township are alike. */
const villageName = (index: number, township: string): string => {
  const first = FIRST[index % FIRST.length]
  const second = SECOND[(index * 5 + Math.floor(index / FIRST.length)) % SECOND.length]
  return `${first}${second}${township.endsWith('街道') ? '社区' : '村'}`
}

/** 700 villages for every sixty townships. */
const VILLAGES_PER_TOWNSHIP = 35 / 3

const short = (name: string): string => name.replace(/(市|区|县|镇|乡|街道)$/, '')

/** The whole tree, parents before their children. */
export const sampleRegions = (): SampleRegion[] => {
  const list: SampleRegion[] = []
  const add = (name: string, level: number, parent: number | null, sort: number, code: string) =>
    list.push({
      code: code.padEnd(12, '0'),
      name,
      shortName: level === 5 ? name : short(name) || name,
      level,
      mark: null,
      parent,
      sort,
    }) - 1
  const province = add('样本省', 1, null, 1, '99')
  const city = add('澜川市', 2, province, 1, '9901')
  let village = 0
  let township = 0
  for (const [c, county] of COUNTIES.entries()) {
    const countyCode = `9901${String(c + 1).padStart(2, '0')}`
    const countyAt = add(county.name, 3, city, c + 1, countyCode)
    for (const [t, name] of county.townships.entries()) {
      const code = `${countyCode}${String(t + 1).padStart(3, '0')}`
      const at = add(name, 4, countyAt, t + 1, code)
      township += 1
      const until = Math.round(VILLAGES_PER_TOWNSHIP * township)
      for (let v = 1; village < until; village += 1, v += 1) {
        add(villageName(village, name), 5, at, v, `${code}${String(v).padStart(3, '0')}`)
      }
    }
  }
  const above = list.findIndex(({ name }) => name === MERGED.county)
  const code = '990108901'
  const gone = add(MERGED.township, 4, above, 11, code)
  for (const [v, name] of MERGED.villages.entries())
    add(name, 5, gone, v + 1, `${code}${String(v + 1).padStart(3, '0')}`)
  return list
}
