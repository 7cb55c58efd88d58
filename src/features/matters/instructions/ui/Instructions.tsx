import { lazy, Suspense, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { Button, Go, Menu, Panel } from '../../../../platform/ui/index.ts'
import type { InstructionFigure } from '../contract.ts'
import { useInstructions } from './data.ts'
import type { InstructionSubject } from './InstructionDialogs.tsx'
import { InstructionList } from './InstructionList.tsx'

const WriteInstructionDialog = lazy(async () => ({
  default: (await import('./InstructionDialogs.tsx')).WriteInstructionDialog,
}))

/** 写批示, for leaders alone: opens the form about a matter or a document. */
const WriteInstruction = ({ subject, about }: { subject: InstructionSubject; about: string }) => {
  const may = useMay('instructions:write')
  const [isOpen, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        写批示
      </Button>
      <Suspense fallback={null}>
        {isOpen ? <WriteInstructionDialog subject={subject} about={about} onClose={() => setOpen(false)} /> : null}
      </Suspense>
    </>
  )
}

/** Instructions on a matter, and the one it was made from, inside its drawer. */
export const MatterInstructions = ({ matterId, title }: { matterId: number; title: string }) => {
  const page = useInstructions({ matterId })
  const may = useMay('instructions:write')
  const rows = page.data?.rows ?? []
  if (rows.length === 0 && !may) return null
  return (
    <>
      <h3>
        批示 <small>{rows.length} 条</small>
      </h3>
      {rows.length > 0 ? <InstructionList rows={rows} /> : null}
      <WriteInstruction subject={{ matterId }} about={title} />
    </>
  )
}

/** Instructions on a document, over its text. */
export const DocumentInstructions = ({ documentId, title }: { documentId: number; title: string }) => {
  const page = useInstructions({ documentId })
  const may = useMay('instructions:write')
  const rows = page.data?.rows ?? []
  if (rows.length === 0 && !may) return null
  return (
    <Panel title="批示" count={rows.length} tools={<WriteInstruction subject={{ documentId }} about={title} />}>
      {rows.length > 0 ? <InstructionList rows={rows} beside="subject" /> : null}
    </Panel>
  )
}

/** On 今日: what is addressed to me, what the office may turn, and for the leader what is not yet done. */
export const TodayInstructions = () => {
  const { acting } = useSession()
  const page = useInstructions({ show: 'waiting', size: 5 })
  const { rows = [], total = 0 } = page.data ?? {}
  if (rows.length === 0) return null
  return (
    <Panel
      title={acting?.role === 'leader' ? '我批的，还没落实' : '批示'}
      count={total}
      className="today-start"
      tools={
        <Go className="more" href="/instructions">
          全部
        </Go>
      }
    >
      <InstructionList rows={rows} />
    </Panel>
  )
}

/** Beside figures: what was written on them, and for the leader the choice of the figure to write on. */
export const FigureInstructions = ({ figures }: { figures: readonly InstructionFigure[] }) => {
  const page = useInstructions({ figures: 'true', size: 10 })
  const may = useMay('instructions:write')
  const [figure, setFigure] = useState<InstructionFigure>()
  const { rows = [], total = 0 } = page.data ?? {}
  if (rows.length === 0 && !may) return null
  const wordsOf = ({ place, period, name, value }: InstructionFigure) => `${place} ${period} ${name} ${value}`
  return (
    <Panel
      title="数字批示"
      count={total}
      tools={
        may ? (
          <Menu
            label="批在哪个数字"
            head="批在哪个数字"
            items={figures.map((one) => ({
              key: one.code,
              label: `${one.name} ${one.value}`,
              onChoose: () => setFigure(one),
            }))}
            trigger={(props) => (
              <Button small {...props}>
                写批示
              </Button>
            )}
          />
        ) : undefined
      }
    >
      {rows.length > 0 ? (
        <InstructionList rows={rows} />
      ) : (
        <p className="pad quiet">看到哪个数字要过问，就在这里写给办的岗位；批示留下当时的数。</p>
      )}
      <Suspense fallback={null}>
        {figure ? (
          <WriteInstructionDialog subject={{ figure }} about={wordsOf(figure)} onClose={() => setFigure(undefined)} />
        ) : null}
      </Suspense>
    </Panel>
  )
}
