import type { ShownFile } from '../Files.tsx'
import type { LightKind } from '../format.ts'
import type { UnitOption } from '../UnitPicker.tsx'

export const TODAY = '2026-07-14'

export type SampleMatter = {
  id: string
  title: string
  kind: string
  lead: string
  helpers: string
  dueOn: string | null
  light: LightKind
  days?: number
  nodes: [done: number, of: number]
  state: string
  marks: readonly string[]
}

const matter = (
  id: string,
  title: string,
  kind: string,
  lead: string,
  helpers: string,
  dueOn: string | null,
  light: LightKind,
  days: number | undefined,
  nodes: [number, number],
  state: string,
  marks: readonly string[] = [],
): SampleMatter => ({ id, title, kind, lead, helpers, dueOn, light, days, nodes, state, marks })

export const matters: readonly SampleMatter[] = [
  matter(
    'RW-2026-027',
    '军人子女入学“一站式”窗口全市设齐',
    '任务',
    '市教育局',
    '市退役军人局等 9 家',
    '2026-07-31',
    'ok',
    13,
    [4, 4],
    '待确认',
  ),
  matter(
    'RW-2026-014',
    '上半年双拥工作小结报省双拥办',
    '任务',
    '市双拥办',
    '成员单位 32 家',
    '2026-07-10',
    'over',
    2,
    [1, 2],
    '办理中',
  ),
  matter(
    'XQ-2026-031',
    '送文化演出到驻岚某部',
    '需求',
    '市文广旅局',
    '平岚县政府',
    '2026-07-20',
    'due',
    4,
    [2, 4],
    '办理中',
  ),
  matter(
    'XQ-2026-033',
    '营区门前公交站加设候车亭',
    '需求',
    '市交通运输局',
    '澜城区政府',
    '2026-07-15',
    'due',
    1,
    [0, 2],
    '已受理',
  ),
  matter(
    'XQ-2025-044',
    '荣军休养所旧楼加装电梯',
    '需求',
    '市财政局',
    '市住建局',
    '2026-09-30',
    'hung',
    undefined,
    [2, 5],
    '办理中',
    ['结转'],
  ),
  matter(
    'YD-2026-004',
    '随军家属技能培训单独编班',
    '议定',
    '市人社局',
    '市技师学院',
    null,
    'none',
    undefined,
    [0, 0],
    '已受理',
  ),
  matter(
    'RW-2026-009',
    '烈士纪念设施春季巡修',
    '任务',
    '市退役军人事务局',
    '各县（市、区）',
    '2026-04-03',
    'done',
    undefined,
    [3, 3],
    '已销号',
  ),
]

/** Parts of the plan in their order, for a table with totals. */
export const parts = [
  { name: '组织领导', closed: 10, running: 4, late: 0 },
  { name: '宣传教育', closed: 11, running: 6, late: 1 },
  { name: '拥军实事', closed: 12, running: 11, late: 3 },
  { name: '拥政爱民', closed: 7, running: 5, late: 0 },
] as const

const picture = (sky: string, ground: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="${sky}"/><path d="M0 60 30 44l24 14 20-10 22 14v34H0z" fill="${ground}"/><rect x="24" y="26" width="34" height="34" fill="#f0e8dc"/><path d="M20 28 41 12l21 16z" fill="${ground}"/></svg>`,
  )}`

const page = (number: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="594" viewBox="0 0 420 594"><rect width="420" height="594" fill="#fff"/><g fill="#d6d2cc"><rect x="110" y="70" width="200" height="16"/><rect x="50" y="130" width="320" height="8"/><rect x="50" y="156" width="300" height="8"/><rect x="50" y="182" width="320" height="8"/><rect x="50" y="208" width="210" height="8"/></g><text x="210" y="560" text-anchor="middle" font-size="14" fill="#6b6763">${number}</text></svg>`,
  )}`

const town = picture('#cdd5d8', '#9a8f80')
const lake = picture('#d9d0c2', '#84917f')

export const files: readonly ShownFile[] = [
  { id: '1', name: '市本级窗口.jpg', note: '5月18日 · 1.2 MB', thumb: town, pages: [town], href: town },
  { id: '2', name: '浔溪县窗口.jpg', note: '7月13日 · 0.9 MB', thumb: lake, pages: [lake], href: lake },
  { id: '3', name: '暗访核验记录.pdf', note: '7月13日 · 2 页', pages: [page('1'), page('2')], href: page('1') },
  { id: '4', name: '八个县（市、区）窗口开办情况汇总表（修改稿）.xlsx', note: '7月13日 · 84 KB', href: 'data:,' },
]

export const units: readonly UnitOption[] = [
  { id: 'edu', name: '市教育局', note: '军人子女入学', group: '市直单位' },
  { id: 'hr', name: '市人力资源社会保障局', note: '随军家属就业', group: '市直单位' },
  { id: 'health', name: '市卫生健康委', note: '医疗优待', group: '市直单位' },
  { id: 'songping', name: '松坪县双拥办', group: '县（市、区）' },
  { id: 'hefeng', name: '禾丰市双拥办', group: '县（市、区）' },
  { id: 'troop', name: '驻澜某部', group: '驻军', refused: '不接任务，只答复需求' },
]

/** Offers the units whose name holds what was typed, in the official order. */
export const findUnits = async (typed: string): Promise<readonly UnitOption[]> =>
  units.filter((unit) => unit.name.includes(typed))
