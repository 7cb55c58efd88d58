import { useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { Bones, Empty, ErrorState, PageHead, Pager, Panel, Segmented } from '../../../../platform/ui/index.ts'
import { useInstructions } from './data.ts'
import { InstructionList } from './InstructionList.tsx'

const SUBS: Record<string, string> = {
  leader: '本岗写的批示和办到哪一步',
  office: '本级领导的批示，可转为事项交办',
}
const SIZE = 20

/** 批示: those the acting post wrote, is addressed by, or may turn into matters. */
export const InstructionsPage = () => {
  const { acting } = useSession()
  const [show, setShow] = useState<'waiting' | 'all'>('waiting')
  const [keys, setKeys] = useState<number[]>([])
  const after = keys.at(-1)
  const page = useInstructions({ show, size: SIZE, ...(after ? { after } : {}) })
  const rows = page.data?.rows ?? []
  const next = page.data?.next
  return (
    <>
      <PageHead title="批示" sub={<span className="hide-s">{SUBS[acting?.role ?? ''] ?? '批给本岗的批示'}</span>}>
        <Segmented
          label="看哪些批示"
          items={[
            { key: 'waiting', label: '待办' },
            { key: 'all', label: '全部' },
          ]}
          value={show}
          onChange={(key) => {
            setShow(key === 'all' ? 'all' : 'waiting')
            setKeys([])
          }}
        />
      </PageHead>
      <Panel label="批示">
        {page.isError ? (
          <ErrorState problem={asClientProblem(page.error)} onAgain={() => void page.refetch()} />
        ) : !page.data ? (
          <div className="pad">
            <Bones rows={6} />
          </div>
        ) : rows.length === 0 ? (
          <Empty title={show === 'waiting' ? '没有待办的批示' : '还没有批示'} icon="done">
            领导在事项、来文和总览的数字上写批示。
          </Empty>
        ) : (
          <InstructionList rows={rows} />
        )}
        <Pager
          total={page.data?.total}
          from={keys.length * SIZE + 1}
          shown={rows.length}
          word="条"
          onBack={keys.length > 0 ? () => setKeys(keys.slice(0, -1)) : undefined}
          onNext={next ? () => setKeys([...keys, Number(next)]) : undefined}
        />
      </Panel>
    </>
  )
}
