import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { useSession } from '../../../platform/client/api.tsx'
import { Bones, Button, Drawer, ErrorState, Facts, Note, ReasonDialog, Tag } from '../../../platform/ui/index.ts'
import { DutyList } from './DutyList.tsx'
import { asClientProblem, useOrg, useSend } from './data.ts'
import { KIND_LABELS, ROLE_LABELS, SIDE_LABELS } from './labels.ts'
import { UnitForm } from './UnitForm.tsx'

/** One unit: what it is called, what it answers for, and its posts. */
export const UnitDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [dialog, setDialog] = useState<'edit' | 'close' | null>(null)
  const read = useQuery({ queryKey: ['org', 'unit', id], queryFn: () => api.units.get({ id }) })
  const unit = read.data
  const close = useSend(
    (closedOn: string) => api.units.close({ id, version: unit?.version ?? 1, closedOn }),
    (answer) => {
      setDialog(null)
      return `${answer.name}已撤销，它的岗位一并撤销。`
    },
  )
  return (
    <Drawer
      open
      onClose={onClose}
      label="单位详情"
      title={unit?.name ?? '单位'}
      above={unit ? <Tag>{KIND_LABELS[unit.kind]}</Tag> : null}
      of={String(id)}
      footer={
        unit?.mayEdit ? (
          <>
            <Button kind="primary" onClick={() => setDialog('edit')}>
              改单位
            </Button>
            <Button kind="danger" onClick={() => setDialog('close')}>
              撤销单位
            </Button>
          </>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={8} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {unit ? (
        <>
          {unit.closedOn ? <Note kind="due">{unit.closedOn} 起撤销，只供查阅。</Note> : null}
          <Facts
            facts={[
              { label: '简称', value: unit.shortName },
              { label: '别名', value: unit.aliases.length > 0 ? unit.aliases.join('、') : '没有' },
              { label: '所在地', value: unit.regionName },
              { label: '军地', value: SIDE_LABELS[unit.side] },
            ]}
          />
          <DutyList unit={unit} />
          <h3>
            岗位 <small>{unit.postList.length} 个</small>
          </h3>
          {unit.postList.length === 0 ? <p className="quiet">还没有岗位，到“岗位与人员”里设。</p> : null}
          <dl className="facts">
            {unit.postList.map((post) => (
              <div key={post.id} style={{ display: 'contents' }}>
                <dt>{ROLE_LABELS[post.role as Role]}</dt>
                <dd>
                  {post.name}
                  <span className="quiet"> {post.holders.length > 0 ? post.holders.join('、') : '空缺'}</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
      {unit && dialog === 'edit' ? (
        <UnitForm unit={unit} regionId={unit.regionId} onClose={() => setDialog(null)} onDone={() => setDialog(null)} />
      ) : null}
      <ReasonDialog
        open={dialog === 'close'}
        onClose={() => setDialog(null)}
        title={`撤销${unit?.name ?? ''}`}
        verb="撤销单位"
        explain="撤销后不再出现在可选单位里，它的岗位一并撤销；办过的事项和记录都留着。"
        reason={false}
        day={{ label: '撤销日', today, start: today, max: today }}
        busy={close.busy}
        problem={close.problem}
        onDo={({ day }) => close.send(day ?? today)}
      />
    </Drawer>
  )
}
