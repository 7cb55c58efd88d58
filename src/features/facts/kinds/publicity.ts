import { ALL_ROLES, type FactKind } from './kind.ts'

/** 宣传报道: medium, level and reach. */
export const publicity: FactKind = {
  code: 'publicity',
  name: '宣传报道',
  help: '在媒体上登出、播出的报道。',
  roles: ALL_ROLES,
  days: 'day',
  parts: ['host', 'join', 'object'],
  files: { word: '版面、截图', isExpected: true },
  fields: [
    {
      key: 'medium',
      label: '媒体',
      type: 'choice',
      required: true,
      choices: [
        ['paper', '报纸期刊'],
        ['broadcast', '广播电视'],
        ['site', '网站'],
        ['mobile', '客户端、公众号'],
        ['outdoor', '户外、横幅、屏幕'],
        ['other', '其他媒体'],
      ],
    },
    {
      key: 'level',
      label: '级别',
      type: 'choice',
      required: true,
      choices: [
        ['nation', '中央'],
        ['province', '省级'],
        ['city', '市级'],
        ['county', '县级'],
        ['town', '乡镇及以下'],
      ],
    },
    { key: 'outlet', label: '媒体名称', type: 'text', most: 100 },
    { key: 'link', label: '网址', type: 'text', most: 400 },
  ],
  quantities: [
    { key: 'pieces', label: '篇数', unit: '篇' },
    { key: 'reach', label: '阅读或收看', unit: '人次' },
  ],
}
