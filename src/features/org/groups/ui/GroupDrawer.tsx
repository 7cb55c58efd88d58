import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  Facts,
  formatDay,
  Go,
  Light,
  Note,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import { asClientProblem, useOrg } from '../../ui/data.ts'
import { LEVEL_LABELS } from '../../ui/labels.ts'
import type { GroupDetail, GroupMember, GroupPaper } from '../contract.ts'
import { GROUP_ROLE_LABELS } from '../rules.ts'
import { PaperDialog } from './PaperDialog.tsx'

const PAPER_LABELS: Record<GroupPaper['kind'], string> = { founding: '成立', adjusting: '调整' }

/** One leading group: its list of a day, who has left the post since, and the documents that made it. */
export const GroupDrawer = ({ id, on, onClose }: { id: number; on?: string; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [day, setDay] = useState<string | undefined>(on)
  const [dialog, setDialog] = useState<'adjust' | 'correct' | null>(null)
  const read = useQuery({ queryKey: ['org', 'group', id, day], queryFn: () => api.groups.get({ id, on: day }) })
  const group = read.data
  const save = async (kind: 'docx' | 'xlsx') => {
    try {
      saveFile(await api.groups.export({ id, on: day, kind }))
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
  }
  const changed = group?.members.filter(({ isChanged }) => isChanged).length ?? 0
  const isNewest = group?.paper != null && group.paper.id === group.basedOn
  return (
    <Drawer
      open
      onClose={onClose}
      label="领导小组详情"
      title={group?.name ?? '领导小组'}
      above={group ? <Tag>{LEVEL_LABELS[group.level]}</Tag> : null}
      of={String(id)}
      footer={
        group?.mayEdit ? (
          <>
            <Button kind="primary" onClick={() => setDialog('adjust')}>
              {group.papers.length === 0 ? '按文件录名单' : '按文件调整'}
            </Button>
            {isNewest ? <Button onClick={() => setDialog('correct')}>改正名单</Button> : null}
          </>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={8} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {group ? (
        <>
          {day && day !== today ? (
            <Note>
              {formatDay(day, today)} 当天有效的名单。{' '}
              <Button small kind="text" onClick={() => setDay(undefined)}>
                看今天的
              </Button>
            </Note>
          ) : null}
          {changed > 0 ? (
            <Note kind="due">{changed} 人已不在原岗位，名单未调整。发调整文件后在这里“按文件调整”。</Note>
          ) : null}
          <Facts
            facts={[
              { label: '所在地', value: group.regionName },
              {
                label: '文件',
                value: group.paper ? <PaperNumber paper={group.paper} /> : '还没有录成立文件',
              },
              ...(group.paper
                ? [
                    { label: '成文日', value: formatDay(group.paper.docOn, today) },
                    { label: '名单起', value: formatDay(group.paper.fromOn, today) },
                  ]
                : []),
            ]}
          />
          <h3>
            名单 <small>{group.members.length} 人</small>
          </h3>
          {group.members.length > 0 ? (
            <div className="row wrap">
              <Button small onClick={() => void save('docx')}>
                下载 Word
              </Button>
              <Button small onClick={() => void save('xlsx')}>
                下载 Excel
              </Button>
            </div>
          ) : null}
          {group.members.length === 0 ? <p className="quiet">这一天没有有效的名单。</p> : null}
          <ul className="org-duties">
            {group.members.map((member) => (
              <MemberLine key={member.id} member={member} today={today} />
            ))}
          </ul>
          <Papers group={group} today={today} onDay={setDay} />
        </>
      ) : null}
      {group && dialog ? (
        <PaperDialog key={dialog} group={group} isCorrection={dialog === 'correct'} onClose={() => setDialog(null)} />
      ) : null}
    </Drawer>
  )
}

const PaperNumber = ({ paper }: { paper: GroupPaper }) =>
  paper.documentId === null ? paper.docNumber : <Go href={`/sources/${paper.documentId}`}>{paper.docNumber}</Go>

const MemberLine = ({ member, today }: { member: GroupMember; today: string }) => (
  <li>
    <div className="phrase">
      <Tag>{GROUP_ROLE_LABELS[member.role]}</Tag>
      {member.personName ?? <span className="quiet">未写姓名</span>}
      <span className="quiet">{member.title}</span>
    </div>
    <div className="meta">
      {[member.unitName ? `代表${member.unitName}` : null, `${formatDay(member.sinceOn, today)}起在组`]
        .filter(Boolean)
        .join(' · ')}
    </div>
    {member.isChanged ? (
      <>
        <Light kind="due" words="人员已变动，名单未调整" />
        <div className="meta">
          {member.postName ?? '原岗位'}现为{member.holders.join('、') || '空缺'}
        </div>
      </>
    ) : null}
  </li>
)

const Papers = ({
  group,
  today,
  onDay,
}: {
  group: GroupDetail
  today: string
  onDay: (day: string | undefined) => void
}) =>
  group.papers.length === 0 ? null : (
    <>
      <h3>
        历次文件 <small>{group.papers.length} 份</small>
      </h3>
      <ul className="org-duties">
        {group.papers.map((paper) => (
          <li key={paper.id}>
            <div className="phrase">
              <Tag line>{PAPER_LABELS[paper.kind]}</Tag>
              <PaperNumber paper={paper} />
            </div>
            <div className="meta">
              {formatDay(paper.fromOn, today)}
              {paper.toOn ? ` — ${formatDay(paper.toOn, today)}` : ' 起'} · {paper.members} 人
              {paper.kind === 'adjusting' ? ` · 进 ${paper.came} 人、出 ${paper.left} 人` : ''}
              {paper.note ? ` · ${paper.note}` : ''}
            </div>
            {paper.id === group.paper?.id ? null : (
              <div className="acts">
                <Button small onClick={() => onDay(paper.fromOn)}>
                  看这份名单
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  )
