import { ALL_ROLES, type FactKind } from './kind.ts'

/** 仪式. */
export const ceremony: FactKind = {
  code: 'ceremony',
  name: '仪式',
  help: '送喜报、悬挂光荣牌、迎送新兵老兵、公祭等仪式。',
  roles: ALL_ROLES,
  days: 'day',
  parts: ['host', 'join', 'object'],
  takesHouseholds: true,
  files: { word: '照片', isExpected: false },
  fields: [
    {
      key: 'type',
      label: '仪式类型',
      type: 'choice',
      choices: [
        ['merit', '送喜报'],
        ['plaque', '悬挂光荣牌'],
        ['send-off', '欢送新兵'],
        ['welcome', '迎接退役'],
        ['memorial', '烈士公祭'],
        ['award', '表彰授牌'],
        ['other', '其他仪式'],
      ],
    },
  ],
  quantities: [
    { key: 'households', label: '涉及家庭', unit: '户' },
    { key: 'people', label: '参加', unit: '人次' },
    { key: 'money', label: '奖励金', unit: '元', isMoney: true, digits: 2 },
  ],
}
