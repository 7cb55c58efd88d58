import { CIVIL_ROLES, type FactKind } from './kind.ts'

/** 专题活动: groups activities and what else belongs to it, with a summary of its own. Its amounts are those of its parts. */
export const campaign: FactKind = {
  code: 'campaign',
  name: '专题活动',
  help: '一段时间里的一项主题活动；各次活动记的时候选上它，数字由各次合计，不另填。',
  roles: CIVIL_ROLES,
  days: 'span',
  parts: ['host', 'join'],
  isCampaign: true,
  files: { word: '方案、总结', isExpected: false },
  fields: [
    { key: 'theme', label: '主题', type: 'text', most: 100 },
    { key: 'plan', label: '安排', type: 'prose', most: 2000 },
    { key: 'summary', label: '小结', type: 'prose', most: 4000 },
  ],
  quantities: [],
}
