import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Bones, Button, Drawer, ErrorState, Facts, formatDay, Tag } from '../../../../platform/ui/index.ts'
import { asClientProblem, useOrg } from '../../ui/data.ts'
import { MILITARY_LABELS, superiorWords } from './labels.ts'
import { SuperiorDialog } from './SuperiorDialog.tsx'

/** One unit of the military side: who stands above and below it, which places it faces, and what was before. */
export const MilitaryDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [isEditing, setEditing] = useState(false)
  const read = useQuery({ queryKey: ['org', 'military', 'unit', id], queryFn: () => api.military.get({ id }) })
  const unit = read.data
  const span = (fromOn: string, toOn: string | null) =>
    toOn ? `${formatDay(fromOn, today)} — ${formatDay(toOn, today)}` : `${formatDay(fromOn, today)}起`
  return (
    <Drawer
      open
      onClose={onClose}
      label="军方单位详情"
      title={unit?.name ?? '军方单位'}
      above={unit ? <Tag>{MILITARY_LABELS[unit.kind]}</Tag> : null}
      of={String(id)}
      footer={
        unit?.mayEdit ? (
          <Button kind="primary" onClick={() => setEditing(true)}>
            {unit.superior === 'open' ? '登记上级' : '改上级'}
          </Button>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={6} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {unit ? (
        <>
          <Facts
            facts={[
              { label: '所在地', value: unit.regionName },
              { label: '上级', value: superiorWords(unit) },
              { label: '下级', value: unit.below.map(({ name }) => name).join('、') || '没有登记' },
            ]}
          />
          <h3>
            历次上级 <small>{unit.superiors.length} 次</small>
          </h3>
          {unit.superiors.length === 0 ? <p className="quiet">还没有登记过上级。</p> : null}
          <ul className="org-duties">
            {unit.superiors.map((one) => (
              <li key={one.id}>
                <div className="phrase">{one.superiorName ?? '上级在市外'}</div>
                <div className="meta">{span(one.fromOn, one.toOn)}</div>
              </li>
            ))}
          </ul>
          {unit.kind === 'body' ? (
            <>
              <h3>
                对口 <small>{unit.places.length} 条</small>
              </h3>
              {unit.places.length === 0 ? <p className="quiet">没有对口的地方，到“军地对口”里设。</p> : null}
              <ul className="org-duties">
                {unit.places.map((place) => (
                  <li key={place.id}>
                    <div className="phrase">
                      {place.regionName}
                      {place.isJoint ? <Tag line>军地合署</Tag> : null}
                    </div>
                    <div className="meta">
                      {[span(place.fromOn, place.toOn), place.docNumber].filter(Boolean).join(' · ')}
                    </div>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </>
      ) : null}
      {unit && isEditing ? <SuperiorDialog unit={unit} onClose={() => setEditing(false)} /> : null}
    </Drawer>
  )
}
