import { ALL_ROLES, type FactKind } from './kind.ts'

/** Which five a place counts as 五送 is its own custom; no national list is known. */
const SENT = [
  ['policy', '送政策'],
  ['culture', '送文化'],
  ['health', '送健康'],
  ['law', '送法律'],
  ['skills', '送技能'],
] as const

/** 走访慰问, in both directions: the locality to troops and families, the troops to families in need and with services. */
export const visit: FactKind = {
  code: 'visit',
  name: '走访慰问',
  help: '地方走访部队和优抚对象家庭，部队走访困难家庭、为群众服务。',
  roles: ALL_ROLES,
  directions: [
    ['to-troops', '地方走访部队', 'civil'],
    ['to-families', '地方走访重点优抚家庭', 'civil'],
    ['to-border', '地方走访边海防官兵家庭', 'civil'],
    ['to-needy', '部队走访困难家庭', 'military'],
    ['service', '部队便民服务', 'military'],
  ],
  days: 'span',
  parts: ['host', 'join', 'object'],
  takesHouseholds: true,
  files: { word: '照片、慰问清单', isExpected: false },
  fields: [
    {
      key: 'occasion',
      label: '时机',
      type: 'choice',
      choices: [
        ['spring', '春节'],
        ['army-day', '八一'],
        ['qingming', '清明'],
        ['merit', '立功受奖'],
        ['enlist', '入伍退伍'],
        ['hardship', '遇到困难'],
        ['usual', '日常'],
      ],
    },
    { key: 'goods', label: '慰问品名', type: 'text', most: 200, help: '写品名，例如：大米、食用油。' },
    { key: 'told', label: '反映的情况', type: 'prose', most: 1000 },
    {
      key: 'helped',
      label: '帮扶内容',
      type: 'prose',
      most: 1000,
      directions: ['to-families', 'to-border', 'to-needy'],
      help: '当场或随后办了什么，写了就进帮扶台账。',
    },
  ],
  quantities: [
    { key: 'households', label: '走访', unit: '户', directions: ['to-families', 'to-border', 'to-needy'] },
    { key: 'people', label: '走访或服务', unit: '人次' },
    { key: 'money', label: '慰问金', unit: '元', isMoney: true, digits: 2 },
    { key: 'gifts', label: '慰问品', unit: '份' },
    { key: 'gifts-money', label: '慰问品折款', unit: '元', isMoney: true, digits: 2 },
    ...SENT.map(([key, label]) => ({ key: `sent-${key}`, label, unit: '次' })),
  ],
  ledgersOf: ({ direction, fields }) =>
    direction !== 'to-troops' && direction !== 'service' && fields.helped ? ['visits', 'help'] : ['visits'],
}
