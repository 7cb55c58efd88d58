import { ALL_ROLES, type FactKind } from './kind.ts'

/** 会议. Kinds of meeting after the institutions that many places list side by side (domain rules, 必备制度). */
export const meeting: FactKind = {
  code: 'meeting',
  name: '会议',
  help: '领导小组会、军地联席会、议军会和各级专题会。',
  roles: ALL_ROLES,
  days: 'day',
  parts: ['host', 'join'],
  files: { word: '通知、签到表、纪要', isExpected: false },
  fields: [
    {
      key: 'type',
      label: '会议类型',
      type: 'choice',
      choices: [
        ['group', '领导小组会议'],
        ['joint', '军地联席会议'],
        ['military', '党委议军会'],
        ['topic', '专题会商'],
        ['liaison', '联络员会议'],
        ['report', '成员单位述职'],
        ['other', '其他会议'],
      ],
    },
    { key: 'topics', label: '议题', type: 'prose', most: 1000 },
    { key: 'resolved', label: '议定事项', type: 'prose', most: 2000 },
  ],
  quantities: [
    { key: 'people', label: '参会', unit: '人' },
    { key: 'topics', label: '议题', unit: '项' },
  ],
}
