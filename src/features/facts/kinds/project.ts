import { ALL_ROLES, type FactKind } from './kind.ts'

/** 实事: what either side built or got done for the other. */
export const project: FactKind = {
  code: 'project',
  name: '实事',
  help: '地方为部队、部队为地方办成的实事；正在办的是事项，办成了记到这里。',
  roles: ALL_ROLES,
  directions: [
    ['for-troops', '地方为部队办', 'civil'],
    ['for-people', '部队为地方办', 'military'],
  ],
  days: 'span',
  parts: ['host', 'join', 'object'],
  files: { word: '照片、验收材料', isExpected: false },
  fields: [
    {
      key: 'type',
      label: '实事类型',
      type: 'choice',
      choices: [
        ['road', '道路水电'],
        ['housing', '营房设施'],
        ['children', '子女入学'],
        ['work', '家属就业'],
        ['medical', '医疗服务'],
        ['industry', '产业帮扶'],
        ['ecology', '生态环境'],
        ['schools', '助学'],
        ['other', '其他实事'],
      ],
    },
    { key: 'content', label: '办了什么', type: 'prose', most: 2000 },
  ],
  quantities: [
    { key: 'items', label: '件数', unit: '件' },
    { key: 'money', label: '投入', unit: '元', isMoney: true, digits: 2 },
    { key: 'people', label: '受益', unit: '人' },
    { key: 'households', label: '受益', unit: '户' },
  ],
}
