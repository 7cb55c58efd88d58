import type { RecordFact } from '../../features/facts/contract.ts'
import { CITY_MEMBERS } from './organisation.ts'

/** What the sample writes down month after month, and by whom. Amounts vary by the month and the place; nobody is named. */

export type Given = Partial<RecordFact> & Pick<RecordFact, 'kind'>

export type SampleLine = {
  /** Months of the year (1 to 12) in which it happens. */
  months: readonly number[]
  day: number
  /** `n` rises with months and places: what varies is made from it. */
  fact: (n: number) => Given
  /** Units for whom it was done, and that took part, by name; `login` writes it down. */
  objects?: (login: string, n: number) => readonly string[]
  joins?: () => readonly string[]
}

const EVERY = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const money = (key: string, value: number) => ({ key, value, qualifier: null })
const about = (key: string, value: number, qualifier: '近' | '余' | '约') => ({ key, value, qualifier })

/** A village station. */
export const VILLAGE: readonly SampleLine[] = [
  {
    months: EVERY,
    day: 6,
    fact: (n) => ({
      kind: 'visit',
      direction: 'to-families',
      title: ['上门看望优抚对象', '入户走访烈士家属', '看望病中老兵', '走访现役军人家庭'][n % 4] as string,
      fields: {
        occasion: 'usual',
        goods: ['大米、食用油', '牛奶、水果', '棉被', '药箱'][n % 4] as string,
        ...(n % 3 === 0 ? { helped: ['代办医保报销', '帮着修好屋顶', '联系助听器'][(n / 3) % 3] as string } : {}),
        ...(n % 4 === 2 ? { told: '老人腿脚不便，想申请轮椅。' } : {}),
      },
      quantities: [money('households', 2 + (n % 5)), money('money', 300 + (n % 4) * 100), money('gifts', 2 + (n % 5))],
    }),
  },
  {
    months: [3, 6, 9, 12],
    day: 17,
    fact: (n) => ({
      kind: 'activity',
      title: ['社区国防电影夜', '老兵讲故事', '双拥书画展', '拥军志愿服务日'][n % 4] as string,
      fields: { type: 'volunteer' },
      quantities: [about('people', 40 + (n % 3) * 10, '余'), money('sessions', 1)],
    }),
  },
]

/** A township station. */
export const TOWNSHIP: readonly SampleLine[] = [
  {
    months: EVERY,
    day: 11,
    fact: (n) => ({
      kind: 'visit',
      direction: n % 4 === 0 ? 'to-border' : 'to-families',
      title: n % 4 === 0 ? '走访边海防官兵家庭' : '走访重点优抚对象',
      fields: { occasion: 'usual', goods: '米面油' },
      quantities: [money('households', 4 + (n % 7)), money('money', 1200 + (n % 5) * 300)],
    }),
  },
  {
    months: [2, 5, 8, 11],
    day: 20,
    fact: () => ({
      kind: 'education',
      title: '国防教育进校园',
      fields: { audience: 'schools', content: '国防法规和队列体验', teacher: '人武部干事', form: 'lecture' },
      quantities: [about('people', 180, '约'), money('hours', 2), money('sessions', 1)],
    }),
  },
  {
    months: [1, 7],
    day: 24,
    fact: (n) => ({
      kind: 'ceremony',
      title: '为立功受奖军人家庭送喜报',
      fields: { type: 'merit' },
      quantities: [money('households', 1 + (n % 2)), money('people', 30)],
    }),
  },
  {
    months: [3, 10],
    day: 27,
    fact: (n) => ({
      kind: 'ceremony',
      title: '为新入伍军人家庭悬挂光荣牌',
      fields: { type: 'plaque' },
      quantities: [money('households', 2 + (n % 4)), money('people', 25)],
    }),
  },
]

/** The troops that a county goes to see: its own, or those nearest to it. */
const NEAR: Record<string, readonly string[]> = {
  'lcq-sby': ['驻澜某部', '驻岑某部'],
  'yqq-sby': ['驻云某部', '驻桥某部'],
  'hfs-sby': ['驻禾某部'],
  'qhx-sby': ['驻青某部'],
  'spx-sby': ['驻松某部'],
  'xxx-sby': ['驻浔某部', '驻溪某部'],
  'lqx-sby': ['驻松某部'],
  'ssx-sby': ['驻溪某部'],
}
const BY_TURNS = [['驻澜某部', '驻云某部'], ['驻岑某部', '驻青某部'], ['驻浔某部'], ['驻禾某部', '驻松某部']] as const

/** A county office. */
export const COUNTY: readonly SampleLine[] = [
  {
    months: [1, 7],
    day: 22,
    fact: (n) => ({
      kind: 'visit',
      direction: 'to-troops',
      title: `区县领导${n % 2 === 0 ? '春节' : '八一'}走访驻军`,
      fields: { occasion: n % 2 === 0 ? 'spring' : 'army-day', goods: '慰问品一批' },
      quantities: [
        money('money', 50000 + (n % 4) * 10000),
        money('gifts-money', 12000 + (n % 3) * 2000),
        money('sent-culture', 1),
      ],
    }),
    objects: (login) => NEAR[login] ?? [],
  },
  {
    months: [3, 6, 9, 12],
    day: 14,
    fact: (n) => ({
      kind: 'meeting',
      title: ['军地联席会议', '双拥工作领导小组会议', '专题会商', '党委议军会'][n % 4] as string,
      fields: {
        type: ['joint', 'group', 'topic', 'military'][n % 4] as string,
        topics: '研究军人子女入学、家属就业。',
      },
      quantities: [money('people', 24 + (n % 6)), money('topics', 3)],
    }),
  },
  {
    months: [2, 4, 5, 8, 10, 11],
    day: 18,
    fact: (n) => ({
      kind: 'publicity',
      title: ['双拥模范讲述会', '拥军支前小故事', '退役军人创业', '送喜报进村'][n % 4] as string,
      fields: {
        medium: n % 3 === 0 ? 'paper' : 'mobile',
        level: n % 4 === 0 ? 'city' : 'county',
        outlet: '区县融媒体中心',
      },
      quantities: [money('pieces', 1), about('reach', 1200 + (n % 5) * 400, '余')],
    }),
  },
  {
    months: [6, 12],
    day: 26,
    fact: (n) => ({
      kind: 'money',
      title: n % 2 === 0 ? '优待金发放批次' : '双拥工作经费预算',
      fields: { type: n % 2 === 0 ? 'allowance' : 'budget', purpose: '义务兵家庭优待', voucher: `财社〔${n % 40}〕号` },
      quantities: [money('money', 320000 + (n % 6) * 45000), money('people', 120 + (n % 30))],
    }),
  },
  {
    months: [5, 9],
    day: 9,
    fact: (n) => ({
      kind: 'project',
      direction: n % 2 === 0 ? 'for-troops' : 'for-people',
      title: n % 2 === 0 ? '营区门前道路修整' : '帮村里修好灌渠',
      fields: { type: n % 2 === 0 ? 'road' : 'ecology' },
      quantities: [money('items', 1), money('money', 180000)],
    }),
  },
  {
    months: [3, 9],
    day: 16,
    fact: (n) => ({
      kind: 'ceremony',
      title: '新兵欢送会',
      fields: { type: 'send-off' },
      quantities: [money('households', 20 + (n % 9)), about('people', 120, '余')],
    }),
  },
  {
    months: [4, 10],
    day: 10,
    fact: (n) => ({
      kind: 'ceremony',
      title: '迎接退役军人返乡',
      fields: { type: 'welcome' },
      quantities: [money('households', 12 + (n % 7)), about('people', 60, '余')],
    }),
  },
  {
    months: [4, 9],
    day: 30,
    fact: (n) => ({
      kind: 'ceremony',
      title: '烈士纪念设施公祭',
      fields: { type: 'memorial' },
      quantities: [about('people', 150 + (n % 5) * 20, '约')],
    }),
  },
  {
    months: [5, 11],
    day: 14,
    fact: (n) => ({
      kind: 'joint',
      title: n % 2 === 0 ? '军地共建活动日' : '党建共建交流',
      fields: { type: n % 2 === 0 ? 'ecology' : 'pact', content: '军地各出人，一起做半天。' },
      quantities: [about('people', 50 + (n % 4) * 10, '余')],
    }),
  },
  {
    months: [5, 11],
    day: 25,
    fact: (n) => ({
      kind: 'money',
      title: '双拥项目支出',
      fields: { type: 'project', purpose: '营区周边道路、双拥阵地维护', voucher: `财拨〔${n % 40}〕号` },
      quantities: [money('money', 90000 + (n % 5) * 15000)],
    }),
  },
  {
    months: [2, 7],
    day: 8,
    fact: (n) => ({
      kind: 'money',
      title: '企业、商会捐助拥军物资款',
      fields: { type: 'gift', purpose: '拥军慰问', voucher: `捐收〔${n % 40}〕号` },
      quantities: [money('money', 20000 + (n % 6) * 5000)],
    }),
  },
]

/** The city's office. */
export const CITY: readonly SampleLine[] = [
  {
    months: [1, 7],
    day: 25,
    fact: (n) => ({
      kind: 'visit',
      direction: 'to-troops',
      title: `市领导${n % 2 === 0 ? '春节' : '八一'}走访慰问驻军`,
      fields: { occasion: n % 2 === 0 ? 'spring' : 'army-day' },
      quantities: [money('money', 200000), money('gifts-money', 30000)],
      ...(n % 2 === 1 ? { promise: '协调营区门前公交站增设候车亭' } : {}),
    }),
    objects: (_login, n) => BY_TURNS[n % BY_TURNS.length] ?? [],
  },
  {
    months: [2],
    day: 26,
    fact: () => ({
      kind: 'meeting',
      title: '市双拥工作领导小组全体会议',
      fields: { type: 'group', topics: '通报上年工作，定本年要点。' },
      quantities: [money('people', 62), money('topics', 4)],
    }),
    joins: () => CITY_MEMBERS,
  },
  {
    months: [3, 10],
    day: 19,
    fact: () => ({
      kind: 'training',
      title: '双拥工作人员业务培训班',
      fields: { content: '政策解读、台账填报', trainees: '县区双拥办、服务站' },
      quantities: [money('people', 86), money('hours', 12), money('sessions', 1)],
    }),
  },
  {
    months: [3, 6, 9, 12],
    day: 24,
    fact: (n) => ({
      kind: 'education',
      title: '领导干部国防教育专题学习',
      fields: { audience: 'cadres', content: '国防法规、国防形势', teacher: '军分区干部', form: 'lecture' },
      quantities: [money('people', 70 + (n % 4) * 6), money('hours', 2), money('sessions', 1)],
    }),
  },
  {
    months: [6],
    day: 12,
    fact: () => ({
      kind: 'inspection',
      title: '半年双拥工作督查',
      fields: { subject: '走访、光荣牌、优待政策落实', findings: '有的村台账滞后。' },
      quantities: [money('places', 16), money('issues', 9), money('mended', 7)],
    }),
  },
  {
    months: [8],
    day: 3,
    fact: () => ({
      kind: 'mission',
      title: '',
      fields: { type: 'flood', published: 'government' },
      quantities: [about('people', 300, '近'), money('vehicles', 12)],
    }),
  },
]

/** What a member unit of the city does once a year for troops and families, in its own trade. */
const once = (title: string, type: string): readonly SampleLine[] => [
  {
    months: [5],
    day: 19,
    fact: (n) => ({
      kind: 'activity',
      title,
      fields: { type },
      quantities: [about('people', 40 + (n % 5) * 10, '余'), money('sessions', 1)],
    }),
  },
]
export const MEMBERS: readonly (readonly [login: string, lines: readonly SampleLine[]])[] = [
  ['wjb', once('机关干部走进军营一日', 'open-day')],
  ['zfb', once('军地协调现场办公', 'other')],
  ['zzb', once('随军家属岗位对接会', 'other')],
  ['xcb', once('双拥主题展巡展', 'other')],
  ['fgw', once('营区配套项目现场会商', 'other')],
  ['gaj', once('交通安全课进军营', 'other')],
  ['mzj', once('为优抚老人义务助餐', 'volunteer')],
  ['sfj', once('涉军维权法律咨询', 'volunteer')],
  ['czj', once('优待政策咨询日', 'volunteer')],
  ['rsj', once('退役军人专场招聘会', 'other')],
  ['zjj', once('义务检修老兵住房', 'volunteer')],
  ['jtj', once('军人依法优先服务宣传', 'other')],
  ['wlj', once('文艺轻骑兵进军营', 'show')],
  ['wjw', once('医疗专家为老兵义诊', 'volunteer')],
  ['tyj', once('清扫烈士纪念设施', 'memorial')],
  ['yjj', once('军地联合防汛演练观摩', 'other')],
  ['gzw', once('国企与驻军体育友谊赛', 'sport')],
  ['ybj', once('医保政策上门讲解', 'volunteer')],
  ['gh', once('军地青年联谊', 'social')],
  ['tsw', once('青年志愿者走进军休所', 'volunteer')],
  ['fl', once('最美军嫂分享会', 'other')],
  ['jfq', once('民兵助农帮扶日', 'volunteer')],
]

/** Member units of the city. */
export const EDUCATION: readonly SampleLine[] = [
  {
    months: [4, 9],
    day: 21,
    fact: (n) => ({
      kind: 'education',
      title: n % 2 === 0 ? '全民国防教育日进校园' : '中小学国防教育主题月',
      fields: { audience: 'schools', content: '升旗、队列、英烈故事', form: 'training' },
      quantities: [about('people', 1600, '余'), money('hours', 8), money('sessions', 12)],
    }),
  },
]
export const PUBLICITY: readonly SampleLine[] = [
  {
    months: EVERY,
    day: 15,
    fact: (n) => ({
      kind: 'publicity',
      title: ['鱼水情深专栏', '最美军嫂', '老兵宣讲团', '拥军企业巡礼'][n % 4] as string,
      fields: {
        medium: n % 2 === 0 ? 'broadcast' : 'site',
        level: n % 6 === 0 ? 'province' : 'city',
        outlet: '市融媒体中心',
      },
      quantities: [money('pieces', 2), about('reach', 8000 + (n % 4) * 1500, '约')],
    }),
  },
]

/** The military side. */
export const TROOPS: readonly SampleLine[] = [
  {
    months: [4, 10],
    day: 22,
    fact: () => ({
      kind: 'education',
      title: '官兵国防教育课',
      fields: { audience: 'troops', content: '国防法规、英模事迹', form: 'lecture' },
      quantities: [money('hours', 2), money('sessions', 1)],
    }),
  },
  {
    months: [2, 5, 8, 11],
    day: 13,
    fact: (n) => ({
      kind: n % 2 === 0 ? 'troop-education' : 'discipline',
      title: n % 2 === 0 ? '拥政爱民教育一课' : '群众纪律检查',
      fields: (n % 2 === 0 ? { content: '驻地风俗和群众纪律' } : { result: '未发现违反群众纪律的情况' }) as Record<
        string,
        string
      >,
      quantities: n % 2 === 0 ? [money('sessions', 1), money('hours', 2)] : [money('checks', 1), money('issues', 0)],
    }),
  },
  {
    months: [3, 7, 12],
    day: 5,
    fact: (n) => ({
      kind: 'visit',
      direction: n % 2 === 0 ? 'service' : 'to-needy',
      title: n % 2 === 0 ? '为群众义诊理发' : '走访困难家庭',
      fields: { occasion: 'usual' },
      quantities: n % 2 === 0 ? [about('people', 80, '余')] : [money('households', 6), money('money', 3000)],
    }),
  },
]
