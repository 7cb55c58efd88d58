import type { Context } from '../../../platform/context.ts'
import { auditExport, type DownloadKind, download, exportMark } from '../../../platform/http/download.ts'
import { type PaperBlock, paperDay, writePaper } from '../../../platform/paper/index.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import type { GroupDetail, GroupMember } from './contract.ts'
import { getGroup } from './operations.ts'
import { GROUP_ROLE_LABELS } from './rules.ts'

type Column = 'sort' | 'role' | 'person' | 'title' | 'unit' | 'since' | 'note'

const TEMPLATE: Omit<SheetTemplate<Column>, 'title'> = {
  sheet: '成员名单',
  columns: [
    { key: 'sort', header: '序号', width: 6, kind: 'number' },
    { key: 'role', header: '组内职务', width: 14, kind: 'text' },
    { key: 'person', header: '姓名', width: 12, holds: 'working', kind: 'text' },
    { key: 'title', header: '职务', width: 30, kind: 'text' },
    { key: 'unit', header: '代表单位', width: 26, kind: 'text' },
    { key: 'since', header: '在组起', width: 14, kind: 'day' },
    { key: 'note', header: '备注', width: 28, kind: 'text' },
  ],
}

const noteOf = ({ isChanged, postName, holders }: GroupMember): string =>
  isChanged ? `人员已变动，${postName ?? '原岗位'}现为${holders.join('、') || '空缺'}` : ''

/** The sentence under the title: by which document, from which day. */
const basis = ({ paper, on }: GroupDetail): string =>
  paper ? `${paper.docNumber}，${paperDay(paper.fromOn)}起；${paperDay(on)}名单` : `${paperDay(on)}还没有名单`

const paperOf = (group: GroupDetail, mark: string): Promise<Buffer> => {
  // As such documents are written: 组长 and 副组长 in lines of their own, then the members, each in the official order.
  const lines = (rows: readonly GroupMember[]): PaperBlock[] => [
    {
      table: {
        columns: [
          { header: '组内职务', width: 3, align: 'center' },
          { header: '姓名', width: 3, align: 'center', holds: 'working' },
          { header: '职务', width: 8 },
          { header: '在组起', width: 4, align: 'center' },
        ],
        rows: rows.map(({ role, personName, title, sinceOn }) => [
          GROUP_ROLE_LABELS[role],
          personName ?? '',
          title,
          paperDay(sinceOn),
        ]),
      },
    },
  ]
  const changed = group.members.filter(({ isChanged }) => isChanged)
  return writePaper({
    title: `${group.name}成员名单`,
    under: [basis(group)],
    mark,
    blocks: [
      ...(group.members.length > 0 ? lines(group.members) : [{ text: '这一天没有有效的名单。' }]),
      ...(changed.length > 0
        ? [
            { heading: 1 as const, text: '人员已变动、名单未调整的' },
            ...changed.map((member) => ({ text: `${member.title}：${noteOf(member)}。` })),
          ]
        : []),
    ],
  })
}

const sheetOf = (group: GroupDetail, mark: string): Promise<Buffer> =>
  writeSheet(
    { ...TEMPLATE, title: `${group.name}成员名单` },
    group.members.map((member, index) => ({
      sort: index + 1,
      role: GROUP_ROLE_LABELS[member.role],
      person: member.personName,
      title: member.title,
      unit: member.unitName,
      since: member.sinceOn,
      note: noteOf(member),
    })),
    { notes: [basis(group)], mark },
  )

/** 成员名单 of a leading group on a day, in the order of its document, as Word or Excel. @throws Problem not-found */
export const exportGroup = async (
  ctx: Context,
  { id, on, kind }: { id: number; on?: string; kind: DownloadKind },
): Promise<File> => {
  const group = await getGroup(ctx, { id, on })
  const bytes = await (kind === 'docx' ? paperOf : sheetOf)(group, exportMark(ctx))
  const rows = group.members.length
  await auditExport(ctx, 'group.export', { record: 'units', recordId: id, kind, rows, filter: { on: group.on } })
  return download(`${group.name}成员名单 ${group.on}`, kind, bytes)
}
