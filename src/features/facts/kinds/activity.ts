import { ALL_ROLES, type FactKind } from './kind.ts'

/** 活动. */
export const activity: FactKind = {
  code: 'activity',
  name: '活动',
  help: '演出、开放日、联谊、志愿服务等一次次的活动；几次合成一项的，先记专题活动。',
  roles: ALL_ROLES,
  days: 'span',
  parts: ['host', 'join', 'object'],
  files: { word: '方案、照片', isExpected: false },
  fields: [
    {
      key: 'type',
      label: '活动类型',
      type: 'choice',
      choices: [
        ['show', '文艺演出'],
        ['open-day', '军营开放'],
        ['social', '青年联谊'],
        ['memorial', '祭扫纪念'],
        ['volunteer', '志愿服务'],
        ['sport', '文体活动'],
        ['other', '其他活动'],
      ],
    },
    { key: 'content', label: '内容', type: 'prose', most: 2000 },
  ],
  quantities: [
    { key: 'people', label: '参加', unit: '人次' },
    { key: 'sessions', label: '场次', unit: '场' },
    { key: 'money', label: '花费', unit: '元', isMoney: true, digits: 2 },
  ],
}
