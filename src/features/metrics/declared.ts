import type { LIGHTS, MatterState } from '../matters/contract.ts'
import type { TallyMark } from '../matters/index.ts'

/** One named measure: declared once, asked by every screen. */
export type Metric = {
  code: string
  name: string
  unit: string
  /** 口径: what is counted. */
  meaning: string
  /** Date by which it is counted. */
  by: string
  /** The rows it opens: states and lights of the ledger's own filter. */
  rows: {
    state: MatterState[]
    light?: (typeof LIGHTS)[number][]
    /** Only rows with one of these marks, and only rows without these. */
    mark?: TallyMark[]
    without?: TallyMark[]
  }
}

/** 在办: raised and not finished; a draft is not yet a matter of the office. */
const OPEN: MatterState[] = ['raised', 'returned', 'accepted', 'assigned', 'running', 'reported']

/** Measures over matters, in the order in which they stand on the screen. */
export const METRICS = {
  closed: {
    code: 'M01',
    name: '已销号',
    unit: '件',
    meaning: '提出方或其上级岗位已确认销号的事项，不含逾期未确认',
    by: '事项年度',
    rows: { state: ['closed'], without: ['unanswered'] },
  },
  running: {
    code: 'M02',
    name: '在办',
    unit: '件',
    meaning: '已提出、尚未销号、未撤回、未作不予办理的事项，含挂账',
    by: '事项年度',
    rows: { state: OPEN },
  },
  over: {
    code: 'M03',
    name: '逾期',
    unit: '件',
    meaning: '在办事项中承诺日已过、不在挂账的，按工作日算；分解件逾期的，本件同记',
    by: '今日',
    rows: { state: OPEN, light: ['over'] },
  },
  hung: {
    code: 'M04',
    name: '挂账',
    unit: '件',
    meaning: '在办事项中经提出方同意挂账的；分解件挂账、本件没有更急的，本件同记',
    by: '今日',
    rows: { state: OPEN, light: ['hung'] },
  },
  none: {
    code: 'M05',
    name: '未定期',
    unit: '件',
    meaning: '在办事项中没有承诺日的；分解件未定期、本件没有更急的，本件同记',
    by: '今日',
    rows: { state: OPEN, light: ['none'] },
  },
  declined: {
    code: 'M06',
    name: '不予办理',
    unit: '件',
    meaning: '经领导同意作不予办理、留作先例的事项',
    by: '事项年度',
    rows: { state: ['declined'] },
  },
  unanswered: {
    code: 'M07',
    name: '逾期未确认',
    unit: '件',
    meaning: '提出方和上级岗位两段等待内都没有答复、由双拥办销号的事项，不计入已销号',
    by: '事项年度',
    rows: { state: ['closed'], mark: ['unanswered'] },
  },
  merged: {
    code: 'M08',
    name: '并入',
    unit: '件',
    meaning: '同一件事提了两次、并入另一件办理的事项',
    by: '事项年度',
    rows: { state: ['withdrawn'], mark: ['merged'] },
  },
  enteredFor: {
    code: 'M09',
    name: '代录',
    unit: '件',
    meaning: '双拥办替没有账号的单位录入的需求，不含已撤回、并入的；在已销号、在办、不予办理里也各记一次',
    by: '事项年度',
    rows: { state: [...OPEN, 'closed', 'declined'], mark: ['entered-for'] },
  },
  confirmedFor: {
    code: 'M10',
    name: '代确认',
    unit: '件',
    meaning: '没有账号的单位在单据上签字确认、由双拥办代为记入的销号；在已销号里也记一次',
    by: '事项年度',
    rows: { state: ['closed'], mark: ['confirmed-for'] },
  },
} as const satisfies Record<string, Metric>

export type MetricKey = keyof typeof METRICS
export const METRIC_KEYS = Object.keys(METRICS) as MetricKey[]

/** Measures over townships and villages on a day: how many of them have what they should. */
export const COVERAGE = {
  office: {
    code: 'M11',
    name: '有双拥机构',
    missing: '没有双拥机构',
    unit: '个',
    meaning: '当日设有双拥办或双拥工作站的乡镇（街道）、村（社区）',
    by: '所选日',
  },
  station: {
    code: 'M12',
    name: '有服务站',
    missing: '没有退役军人服务站',
    unit: '个',
    meaning: '当日设有退役军人服务站的乡镇（街道）、村（社区）',
    by: '所选日',
  },
  liaison: {
    code: 'M13',
    name: '有联络员',
    missing: '没有联络员',
    unit: '个',
    meaning: '通讯录里当日登记有联络员、且岗位有人的乡镇（街道）、村（社区）',
    by: '所选日',
  },
} as const satisfies Record<string, Omit<Metric, 'rows'> & { missing: string }>

export type CoverageKey = keyof typeof COVERAGE
export const COVERAGE_KEYS = Object.keys(COVERAGE) as CoverageKey[]
