import type { FactKind } from './kind.ts'

/**
 * 急难险重, written down after the month it ended in: kind, county, month, person-times and vehicles as they were published.
 * No unit, route or equipment stands in it: there is no place for free words, and which troop unit wrote it down is not told.
 */
export const mission: FactKind = {
  code: 'mission',
  name: '急难险重',
  help: '结束的下个月起才记，只记公开发布过的数：类型、县区、月份、人次、车次。不写部队、路线、装备。',
  roles: ['office', 'troop'],
  days: 'month',
  isCountyOnly: true,
  isBare: true,
  parts: [],
  files: { word: '公开报道', isExpected: true },
  fields: [
    {
      key: 'type',
      label: '任务类型',
      type: 'choice',
      required: true,
      choices: [
        ['flood', '防汛抗旱'],
        ['fire', '扑救山火'],
        ['quake', '抗震救灾'],
        ['snow', '抗冰除雪'],
        ['rescue', '抢险救援'],
        ['health', '公共卫生'],
        ['other', '其他任务'],
      ],
    },
    {
      key: 'published',
      label: '在哪里公布的',
      type: 'choice',
      required: true,
      choices: [
        ['government', '政府网站、公报'],
        ['press', '报纸、通讯社'],
        ['broadcast', '广播、电视'],
        ['account', '官方公众号、客户端'],
        ['military', '军队公开媒体'],
        ['other', '其他公开渠道'],
      ],
      help: '公开报道传在附件里。',
    },
  ],
  quantities: [
    { key: 'people', label: '出动', unit: '人次' },
    { key: 'vehicles', label: '车辆', unit: '台次' },
  ],
}
