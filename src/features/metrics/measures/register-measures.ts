/** What a measure over 底册 counts: families, plaques, 喜报, letters, help, visits of families, reasons of contact. */
export const SOURCES = ['household', 'plaque', 'merit', 'letter', 'help', 'visited', 'contact'] as const
export type Source = (typeof SOURCES)[number]

/**
 * A named measure over 底册: one head of the lines that the triggers of the register keep, or (`isCounted`) the rows themselves, where they
 * are few or depend on the day of asking. `parts`: what it may be broken down by beside places and months.
 */
export type RegisterMeasure = {
  key: string
  code: string
  name: string
  unit: string
  /** 口径: what is counted. */
  meaning: string
  /** The heading it stands under. */
  group: string
  source: Source
  head: string
  /** The head that holds its parts, where that is another. */
  partHead?: string
  /** 按日期: the date it is counted by; a measure without `isDated` says how it stands now, whatever period is asked for. */
  by: string
  isDated?: true
  parts?: 'grade' | 'category' | 'round' | 'help' | 'mark'
  isCounted?: true
  isMoney?: true
}

const NOW = '现在的情况，不分期间'
const HOUSEHOLD = { source: 'household', group: '家庭', by: NOW } as const
const PLAQUE = { source: 'plaque', group: '光荣牌', unit: '户', by: NOW } as const
const MERIT = { source: 'merit', group: '喜报', unit: '份', isDated: true, parts: 'grade' } as const
const LETTER = {
  source: 'letter',
  group: '慰问信',
  unit: '封',
  by: '这一批的开批日',
  isDated: true,
  parts: 'round',
} as const

const HELP = { source: 'help', group: '帮扶、联系', unit: '件', isCounted: true, parts: 'help' } as const

/** Measures over 底册, in the order in which they stand on the screen, after those over facts. */
export const REGISTER_MEASURES: RegisterMeasure[] = [
  {
    ...{ key: 'households', code: 'D01', name: '在册家庭', unit: '户', head: 'present', ...HOUSEHOLD },
    ...{ parts: 'category', partHead: 'category' },
    meaning: '底册里在册的家庭；按类别看时，一户有几类就在几类里各算一户，合起来多于总数',
  },
  {
    ...{ key: 'registered', code: 'D02', name: '在册人员', unit: '人', head: 'persons', ...HOUSEHOLD },
    meaning: '在册家庭里在册的人员合计',
  },
  {
    ...{ key: 'plaques-owed', code: 'D03', name: '应挂光荣牌', head: 'owed', ...PLAQUE },
    meaning: '按悬挂口径应挂光荣牌的家庭，一户一牌；等于已挂、待挂、家属谢绝、查找不到之和',
  },
  {
    ...{ key: 'plaques-hung', code: 'D04', name: '已挂光荣牌', head: 'hung', ...PLAQUE },
    meaning: '应挂的家庭里已经挂上的',
  },
  {
    ...{ key: 'plaques-waiting', code: 'D05', name: '待挂光荣牌', head: 'waiting', ...PLAQUE },
    meaning: '应挂的家庭里还没有挂、也没有记家属谢绝或查找不到的',
  },
  {
    ...{ key: 'plaques-declined', code: 'D06', name: '家属谢绝挂牌', head: 'declined', ...PLAQUE },
    meaning: '应挂的家庭里家属谢绝、没有挂的',
  },
  {
    ...{ key: 'plaques-not-found', code: 'D07', name: '挂牌查找不到', head: 'not-found', ...PLAQUE },
    meaning: '应挂的家庭里上门没有找到、没有挂的',
  },
  {
    ...{ key: 'plaques-not-owed', code: 'D08', name: '已挂不应挂', head: 'hung-not-owed', ...PLAQUE },
    meaning: '门上挂着、按悬挂口径不应挂的家庭，不在应挂数里',
  },
  {
    ...{ key: 'plaques-double', code: 'D09', name: '一户两牌', head: 'double', ...PLAQUE },
    meaning: '清点时门上不止一块的家庭，同时算在已挂或已挂不应挂里',
  },
  {
    ...{ key: 'plaques-on-application', code: 'D10', name: '依申请待办', head: 'on-application', ...PLAQUE },
    meaning: '没有证件、要由本人或家属申请才挂的家庭，不在应挂数里',
  },
  {
    ...{ key: 'merit-received', code: 'D11', name: '收到喜报', head: 'received', by: '收到喜报的那天', ...MERIT },
    meaning: '收到的立功受奖喜报，一份记一份，不论办到哪一步',
  },
  {
    ...{ key: 'merit-open', code: 'D12', name: '在办喜报', head: 'open', by: '收到喜报的那天', ...MERIT },
    meaning: '收到的喜报里现在待登记、待核实、待送达、待转送的',
  },
  {
    ...{ key: 'merit-delivered', code: 'D13', name: '送达喜报', head: 'delivered', by: '送达的那天', ...MERIT },
    meaning: '送到家里的喜报，不论是否已经反馈部队',
  },
  {
    ...{ key: 'merit-fed-back', code: 'D14', name: '反馈喜报', head: 'fed-back', by: '反馈部队的那天', ...MERIT },
    meaning: '送达以后已经反馈部队的喜报',
  },
  {
    ...{ key: 'merit-returned', code: 'D15', name: '退回喜报', head: 'returned', by: '退回的那天', ...MERIT },
    meaning: '查无此人等原因退回、没有重新接收的喜报',
  },
  {
    ...{
      key: 'merit-overdue',
      code: 'D16',
      name: '逾期喜报',
      unit: '份',
      group: '喜报',
      source: 'merit',
      head: 'overdue',
    },
    ...{ by: `${NOW}；按工作日算`, isCounted: true, parts: 'grade' },
    meaning: '现在这一步超过办理天数的喜报；天数由市双拥办设置，没有设置的不算逾期（国家没有统一天数）',
  },
  {
    ...{ key: 'merit-bonus', code: 'D17', name: '立功奖励金', head: 'bonus', by: '送达的那天', ...MERIT },
    ...{ unit: '元', isMoney: true },
    meaning: '送达时按本地标准核定的奖励金合计；没有标准的等级不计',
  },
  {
    ...{ key: 'letters-owed', code: 'D18', name: '应寄慰问信', head: 'owed', ...LETTER },
    meaning:
      '各批慰问信应寄的家庭，一批一户一封；等于待寄、已寄、退回后没有重寄的、不用寄的（寄前已迁出、注销或并入别户，或退回后因此不再寄）之和',
  },
  {
    ...{ key: 'letters-sent', code: 'D19', name: '已寄慰问信', head: 'sent', ...LETTER },
    meaning: '各批慰问信里已寄、没有退回的，退回后重寄的也算',
  },
  {
    ...{ key: 'letters-returned', code: 'D20', name: '退回慰问信', head: 'came-back', ...LETTER },
    meaning: '各批慰问信里退回过的，退回后重寄的也算；一户一封，退回几次都记一封',
  },
  {
    ...{ key: 'letters-waiting', code: 'D21', name: '待寄慰问信', head: 'waiting', ...LETTER },
    meaning: '各批慰问信里还没有寄的；寄前已迁出、注销或并入别户的不用寄，不算待寄',
  },
  {
    ...{
      key: 'help-opened',
      code: 'D22',
      name: '登记帮扶',
      head: 'opened',
      by: '提出或发现的那天',
      ...HELP,
      isDated: true,
    },
    meaning: '申请或走访发现、没有撤回的帮扶，一件记一件，不论办到哪一步',
  },
  {
    ...{ key: 'help-open', code: 'D23', name: '在办帮扶', head: 'open', by: NOW, ...HELP },
    meaning: '现在待村、乡镇、县级意见，待落实和待回访的帮扶',
  },
  {
    ...{
      key: 'help-given',
      code: 'D24',
      name: '落实帮扶',
      head: 'given',
      by: '落实的那天（最后一次）',
      ...HELP,
      isDated: true,
    },
    meaning: '已经落实、待回访或已办结的帮扶；回访没解决、重新落实的只计一件',
  },
  {
    ...{
      key: 'help-done',
      code: 'D25',
      name: '办结帮扶',
      head: 'done',
      by: '回访已解决的那天',
      ...HELP,
      isDated: true,
    },
    meaning: '回访已解决、办结的帮扶',
  },
  {
    ...{ key: 'help-money', code: 'D26', name: '帮扶资金', head: 'money', by: '落实的那天', ...HELP, isDated: true },
    ...{ unit: '元', isMoney: true },
    meaning: '各次落实时记下的资金合计；没有记钱数的不计，撤回的帮扶不计',
  },
  {
    ...{ key: 'families-visited', code: 'D27', name: '联系到户', unit: '户次', group: '帮扶、联系' },
    ...{ source: 'visited', head: 'visited', by: '走访的那天（跨日的按结束那天）', isDated: true, isCounted: true },
    meaning: '写明了家庭的走访慰问，一次走访的一户记一户次；没有写明家庭的走访不在内，见走访家庭',
  },
  {
    ...{ key: 'contact-marks', code: 'D28', name: '联系事由', unit: '项', group: '帮扶、联系' },
    ...{ source: 'contact', head: 'marks', by: NOW, isCounted: true, parts: 'mark' },
    meaning: '在册家庭现在登记着的联系事由（牺牲纪念日、困难家庭），一户两项记两项',
  },
]
