import type { FactKind } from './kind.ts'

/** 拥政爱民教育 of the troops; how many attended is not asked for. */
export const troopEducation: FactKind = {
  code: 'troop-education',
  name: '拥政爱民教育',
  help: '由部队记；没有账号的部队由双拥办代录。不写参加人数。',
  roles: ['troop', 'office'],
  isMilitary: true,
  days: 'day',
  parts: ['host', 'join'],
  files: { word: '教案、照片', isExpected: false },
  fields: [{ key: 'content', label: '教育内容', type: 'prose', most: 2000 }],
  quantities: [
    { key: 'sessions', label: '次数', unit: '次' },
    { key: 'hours', label: '课时', unit: '课时', digits: 1 },
  ],
}
