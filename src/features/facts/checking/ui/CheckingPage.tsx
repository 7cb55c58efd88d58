import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  CheckBox,
  Empty,
  ErrorState,
  Icon,
  ListRow,
  PageHead,
  Panel,
  SplitView,
  toast,
} from '../../../../platform/ui/index.ts'
import type { FactRow } from '../../contract.ts'
import { problemOf, useChecking, useForgetFacts } from '../../ui/data.ts'
import { FactsTabs } from '../../ui/FactsTabs.tsx'
import { FactState, firstAmounts } from '../../ui/pieces.tsx'
import '../../ui/facts.css'
import { dayWords, kindWords } from '../../ui/labels.ts'
import type { Checking } from '../contract.ts'

const FactDrawer = lazy(async () => ({ default: (await import('../../ui/FactDrawer.tsx')).FactDrawer }))

/** 核对: what rules find odd stands first with its reason, the rest goes in one tap. */
export const CheckingPage = () => {
  const { acting } = useSession()
  const [isAll, setAll] = useState(false)
  const [open, setOpen] = useState<number | undefined>()
  const api = useChecking()
  const list = useQuery({
    queryKey: ['facts', 'checking', isAll],
    queryFn: () => api.list(isAll ? { all: 'true' } : {}),
  })
  const problem = problemOf(list.error)
  return (
    <SplitView
      drawer={
        open === undefined ? null : (
          <Suspense fallback={null}>
            <FactDrawer id={open} onClose={() => setOpen(undefined)} onOpen={setOpen} />
          </Suspense>
        )
      }
    >
      <PageHead title="实绩" sub={<span className="hide-s">先看有疑点的，其余一次核对</span>}>
        {acting?.role === 'office' ? (
          <CheckBox checked={isAll} onChange={(event) => setAll(event.target.checked)}>
            含下级先核对的
          </CheckBox>
        ) : null}
      </PageHead>
      <FactsTabs current="checking" />
      {problem ? (
        <ErrorState problem={problem} onAgain={() => void list.refetch()} />
      ) : !list.data ? (
        <Bones rows={8} />
      ) : (
        <Waiting checking={list.data} onOpen={setOpen} isQuiet={open !== undefined} />
      )}
    </SplitView>
  )
}

const Waiting = ({
  checking: { odd, plain, asked, total },
  onOpen,
  isQuiet,
}: {
  checking: Checking
  onOpen: (id: number) => void
  isQuiet: boolean
}) => {
  const { busy, check } = useCheck()
  const scroll = useRef<HTMLDivElement>(null)
  // The list under the pointer is gone: what is left to look at stands at the top.
  const toOdd = () => {
    scroll.current?.scrollTo?.({ top: 0 })
    scroll.current?.scrollIntoView?.({ block: 'start' })
  }
  if (odd.length + plain.length + asked.length === 0)
    return (
      <Empty title="没有等本岗位核对的实绩" icon="done">
        下级单位记下的，会出现在这里。
      </Empty>
    )
  const shown = odd.length + plain.length
  return (
    <div className="check-scroll" ref={scroll}>
      {total > shown ? (
        <p className="small quiet">
          共 {total} 条待核对，先看最早的 {shown} 条。
        </p>
      ) : null}
      {asked.length > 0 ? (
        <Panel title="申请更正" count={`${asked.length} 条`}>
          <ul className="list">
            {asked.map((fact) => (
              <Line key={fact.id} fact={fact} onOpen={onOpen} verb="看一看" onVerb={() => onOpen(fact.id)} />
            ))}
          </ul>
        </Panel>
      ) : null}
      {odd.length > 0 ? (
        <Panel title="有疑点的" count={`${odd.length} 条`}>
          <Some
            all={odd}
            line={({ fact, reasons }) => (
              <Line
                key={fact.id}
                fact={fact}
                onOpen={onOpen}
                reasons={reasons.map(({ words }) => words)}
                verb="核对无误"
                busy={busy === String(fact.id)}
                onVerb={() => void check([fact], String(fact.id))}
              />
            )}
          />
        </Panel>
      ) : null}
      <Panel
        title="没有疑点的"
        count={`${plain.length} 条`}
        tools={
          plain.length > 0 ? (
            <Button
              kind={isQuiet ? undefined : 'primary'}
              busy={busy === 'all'}
              onClick={() => void check(plain, 'all').then(toOdd)}
            >
              核对这 {plain.length} 条
            </Button>
          ) : undefined
        }
      >
        {plain.length === 0 ? (
          <p className="panel-words">没有了。</p>
        ) : (
          <Some all={plain} line={(fact) => <Line key={fact.id} fact={fact} onOpen={onOpen} />} />
        )}
      </Panel>
    </div>
  )
}

/** So many lines stand at once; more come by a press. */
const AT_ONCE = 30

/** The first of many lines, with how many more there are. */
const Some = <One,>({ all, line }: { all: readonly One[]; line: (one: One) => ReactNode }) => {
  const [most, setMost] = useState(AT_ONCE)
  const left = all.length - most
  return (
    <>
      <ul className="list">{all.slice(0, most).map(line)}</ul>
      {left > 0 ? (
        <p className="panel-words">
          <Button kind="text" onClick={() => setMost(most + AT_ONCE)}>
            {`再看 ${Math.min(left, AT_ONCE)} 条（还有 ${left} 条）`}
          </Button>
        </p>
      ) : null}
    </>
  )
}

const useCheck = () => {
  const api = useChecking()
  const forget = useForgetFacts()
  const [busy, setBusy] = useState<string | null>(null)
  const check = async (facts: readonly FactRow[], name: string) => {
    setBusy(name)
    try {
      const { checked, left } = await api.check({ facts: facts.map(({ id, version }) => ({ id, version })) })
      toast.done(
        left.length === 0 ? `已核对 ${checked} 条。` : `已核对 ${checked} 条，留下 ${left.length} 条：${left[0]?.why}`,
      )
      forget()
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
      forget()
    } finally {
      setBusy(null)
    }
  }
  return { busy, check }
}

const Line = ({
  fact,
  onOpen,
  reasons = [],
  verb,
  busy,
  onVerb,
}: {
  fact: FactRow
  onOpen: (id: number) => void
  reasons?: readonly string[]
  verb?: string
  busy?: boolean
  onVerb?: () => void
}) => {
  const { today } = useSession()
  return (
    <ListRow
      lead={<span className="fact-day">{dayWords(fact, today)}</span>}
      title={fact.title}
      onOpen={() => onOpen(fact.id)}
      meta={
        <>
          <FactState fact={fact} />
          <span>
            {[fact.code, kindWords(fact), fact.enteredUnit.name, firstAmounts(fact)].filter(Boolean).join(' · ')}
          </span>
        </>
      }
      note={
        reasons.length > 0
          ? reasons.map((words) => (
              <span key={words} className="odd-words row">
                <Icon name="alert" size="s" /> {words}
              </span>
            ))
          : undefined
      }
      act={
        verb ? (
          <Button small busy={busy} onClick={onVerb} aria-label={`${verb}：${fact.title}`}>
            {verb}
          </Button>
        ) : undefined
      }
    />
  )
}
