import { CIVIL_ROLES, type FactKind } from './kind.ts'

/** 督查. */
export const inspection: FactKind = {
  code: 'inspection',
  name: '督查',
  help: '到地方、单位看落实的督导检查。',
  roles: CIVIL_ROLES,
  days: 'span',
  parts: ['host', 'join', 'object'],
  files: { word: '通知、督查情况', isExpected: false },
  fields: [
    { key: 'subject', label: '督查内容', type: 'prose', most: 1000 },
    { key: 'findings', label: '发现的问题', type: 'prose', most: 2000 },
  ],
  within: [['mended', 'issues']],
  quantities: [
    { key: 'places', label: '到点', unit: '个' },
    { key: 'issues', label: '发现问题', unit: '个' },
    { key: 'mended', label: '已整改', unit: '个' },
  ],
}
