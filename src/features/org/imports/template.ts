import type { Role } from '../../../platform/acting.ts'
import type { SheetColumn, SheetTemplate } from '../../../platform/sheets/index.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'

/** What comes in by Excel: 区划, 单位, 岗位 (with the people invited to them). */
export const IMPORT_KINDS = ['regions', 'units', 'posts'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

export const KIND_WORDS: Record<string, UnitKind> = {
  双拥办: 'office',
  领导小组: 'group',
  成员单位: 'member',
  部队: 'troop',
  服务站: 'station',
  党委政府: 'government',
}
export const SIDE_WORDS: Record<string, UnitSide> = { 地方: 'civil', 军方: 'military' }
/** Roles that an office gives; posts of administrators do not come in by Excel. */
export const ROLE_WORDS: Record<string, Role> = {
  双拥办: 'office',
  联络员: 'liaison',
  服务站: 'station',
  部队联络员: 'troop',
  领导: 'leader',
}

export type ImportColumn =
  | 'place'
  | 'name'
  | 'shortName'
  | 'code'
  | 'kind'
  | 'side'
  | 'aliases'
  | 'unit'
  | 'post'
  | 'role'
  | 'person'

const place: SheetColumn<ImportColumn> = {
  key: 'place',
  header: '所在地',
  aliases: ['上级', '区划', '乡镇', '地方'],
  width: 18,
  kind: 'text',
  required: true,
  most: 60,
  help: '写全称或 12 位区划代码，须在本级所辖范围内',
}
const kind: SheetColumn<ImportColumn> = {
  key: 'kind',
  header: '单位类别',
  aliases: ['类别'],
  width: 12,
  kind: 'choice',
  choices: Object.keys(KIND_WORDS),
}

export const TEMPLATES: Record<ImportKind, SheetTemplate<ImportColumn>> = {
  regions: {
    title: '区划导入表',
    sheet: '区划',
    columns: [
      { ...place, header: '上级', help: '写上级的全称或 12 位区划代码' },
      { key: 'name', header: '名称', width: 20, kind: 'text', required: true, most: 60 },
      { key: 'shortName', header: '简称', width: 14, kind: 'text', most: 30, help: '空着就用全称' },
      { key: 'code', header: '区划代码', width: 16, kind: 'text', most: 12, help: '12 位；没有的空着' },
    ],
  },
  units: {
    title: '单位导入表',
    sheet: '单位',
    columns: [
      place,
      { key: 'name', header: '单位名称', aliases: ['单位', '名称'], width: 28, kind: 'text', required: true, most: 60 },
      { key: 'shortName', header: '简称', width: 14, kind: 'text', most: 30, help: '空着就用全称' },
      { ...kind, required: true },
      { key: 'side', header: '军地', width: 8, kind: 'choice', choices: Object.keys(SIDE_WORDS), help: '空着就是地方' },
      { key: 'aliases', header: '别名', width: 20, kind: 'text', most: 200, help: '几个的用顿号隔开' },
    ],
  },
  posts: {
    title: '岗位导入表',
    sheet: '岗位',
    columns: [
      place,
      { key: 'unit', header: '单位', aliases: ['单位名称'], width: 28, kind: 'text', required: true, most: 60 },
      { ...kind, help: '单位还没有设的填上，随岗位一并设' },
      { key: 'post', header: '岗位', aliases: ['岗位名称'], width: 22, kind: 'text', required: true, most: 60 },
      { key: 'role', header: '角色', width: 12, kind: 'choice', choices: Object.keys(ROLE_WORDS), required: true },
      {
        key: 'person',
        header: '姓名',
        width: 12,
        holds: 'working',
        kind: 'text',
        most: 30,
        help: '填了就给这个人一份邀请单',
      },
    ],
  },
}
