import { ALL_ROLES, type FactKind } from './kind.ts'

/** Whom the yearly plan of 国防教育 is for, and others beside. */
export const AUDIENCES = [
  ['schools', '学校师生'],
  ['cadres', '党政干部'],
  ['troops', '部队官兵'],
  ['public', '社会群众'],
  ['other', '其他对象'],
] as const

/** 国防教育: whom, when, what and by whom (对象、时间、内容、师资). */
export const education: FactKind = {
  code: 'education',
  name: '国防教育',
  help: '对象、时间、内容、师资写实。',
  roles: ALL_ROLES,
  days: 'day',
  parts: ['host', 'join', 'object'],
  files: { word: '课件、签到表、照片', isExpected: false },
  fields: [
    { key: 'audience', label: '对象', type: 'choice', choices: AUDIENCES, required: true },
    { key: 'content', label: '内容', type: 'prose', most: 2000 },
    { key: 'teacher', label: '授课人', type: 'text', most: 100, help: '写岗位或单位，不写部队番号。' },
    {
      key: 'form',
      label: '形式',
      type: 'choice',
      choices: [
        ['lecture', '授课'],
        ['visit', '参观'],
        ['training', '军训'],
        ['online', '线上'],
        ['other', '其他形式'],
      ],
    },
  ],
  quantities: [
    { key: 'people', label: '受教育', unit: '人次' },
    { key: 'hours', label: '课时', unit: '课时', digits: 1 },
    { key: 'sessions', label: '场次', unit: '场' },
  ],
}
