import { ALL_ROLES, type FactKind } from './kind.ts'

/** 共建: what the locality and the troops do together. */
export const joint: FactKind = {
  code: 'joint',
  name: '共建',
  help: '结对单位签约和一起做的事。',
  roles: ALL_ROLES,
  days: 'span',
  parts: ['host', 'join', 'object'],
  files: { word: '协议、照片', isExpected: false },
  fields: [
    {
      key: 'type',
      label: '共建类型',
      type: 'choice',
      choices: [
        ['pact', '签约结对'],
        ['culture', '文明共建'],
        ['party', '党建共建'],
        ['school', '校外辅导'],
        ['ecology', '植绿护绿'],
        ['other', '其他共建'],
      ],
    },
    { key: 'content', label: '内容', type: 'prose', most: 2000 },
  ],
  quantities: [
    { key: 'sessions', label: '次数', unit: '次' },
    { key: 'people', label: '参加', unit: '人次' },
    { key: 'money', label: '投入', unit: '元', isMoney: true, digits: 2 },
  ],
}
