import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Button,
  CheckBox,
  ConfirmDialog,
  ErrorState,
  formatDay,
  formatMoment,
  formatNumber,
  Note,
  Panel,
  ReasonDialog,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { ClearKept, ImportState, RegisterImport } from '../contract.ts'

const STATES: Record<ImportState, string> = {
  reading: '正在核对',
  checked: '待导入',
  taking: '正在导入',
  taken: '已导入',
  'taking-back': '正在撤回',
  'taken-back': '已撤回',
  cancelled: '已取消',
  failed: '没有读成',
}
export const UNDER_WAY: readonly ImportState[] = ['reading', 'taking', 'taking-back']

type Of = { one: RegisterImport; today: string }

/** One import: how far it is, what was found, and what can be done with it now. */
export const ImportPanel = ({ one, today }: Of) => (
  <Panel
    title={one.fileName}
    count={`${formatMoment(one.madeAt, today)} ${one.postName ?? ''}`}
    tools={<Tag line={one.state !== 'checked'}>{STATES[one.state]}</Tag>}
    pad
  >
    <div className="stack">
      {UNDER_WAY.includes(one.state) ? <Progress one={one} /> : null}
      {one.fault ? <Note kind="over">{one.fault}</Note> : null}
      {one.counts.read > 0 ? <Figures one={one} /> : null}
      {one.notes.length > 0 ? (
        <div>
          {one.notes.map((note) => (
            <div key={note} className="quiet small">
              {note}
            </div>
          ))}
        </div>
      ) : null}
      {one.state === 'checked' && (one.counts.wrong > 0 || one.counts.differ > 0) ? <Faults one={one} /> : null}
      <WrongRows one={one} today={today} />
      {one.state === 'checked' ? <TakeIn one={one} today={today} /> : null}
      {one.state === 'reading' ? <StopReading one={one} /> : null}
      {one.state === 'taken' ? <Taken one={one} today={today} /> : null}
      {one.state === 'taken-back' && one.takenBackAt ? (
        <p className="quiet small">
          {formatMoment(one.takenBackAt, today)} 整批撤回：新登的已从底册清除，留痕留着。要重来的，重新上传表格。
        </p>
      ) : null}
      {one.state === 'cancelled' ? <p className="quiet small">没有导入，上传的表格已清除。</p> : null}
      {one.state === 'failed' ? <p className="quiet small">改好后重新上传，底册没有变动。</p> : null}
    </div>
  </Panel>
)

const Progress = ({ one }: Pick<Of, 'one'>) => {
  const hundredths = Math.round(one.share * 100)
  return (
    <div aria-live="polite">
      <div
        className="register-bar"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={hundredths}
        aria-label="进度"
      >
        <i style={{ width: `${Math.max(2, hundredths)}%` }} />
      </div>
      <span className="quiet">{one.note ?? '排队中'}</span>
    </div>
  )
}

const Figures = ({ one: { state, counts } }: Pick<Of, 'one'>) => {
  const isDone = state === 'taken' || state === 'taken-back' || state === 'taking-back'
  const figures = [
    ['读到', counts.read, '行'],
    [isDone ? '新登' : '可新登', counts.fresh, '人'],
    [isDone ? '新立' : '可新立', counts.households, '户'],
    ['已在册', counts.known, '人'],
    ['其中与底册不同', counts.differ, '人'],
    ['有错', counts.wrong, '行'],
    ['合计、备注略过', counts.passed, '行'],
  ] as const
  return (
    <div className="register-counts">
      {figures
        .filter(([, value]) => value > 0)
        .map(([label, value, word]) => (
          <span key={label}>
            {label} <b>{formatNumber(value)}</b> {word}
          </span>
        ))}
    </div>
  )
}

const Faults = ({ one }: Pick<Of, 'one'>) => {
  const api = useRegisters()
  const detail = useQuery({
    queryKey: ['registers', 'imports', one.id, one.version],
    queryFn: () => api.imports.get({ id: one.id }),
  })
  if (detail.error) return <ErrorState problem={asClientProblem(detail.error)} onAgain={() => void detail.refetch()} />
  const faults = detail.data?.faults ?? []
  // One sentence may stand for several cells of a row, so that rows are counted.
  const shown = new Set(faults.filter(({ isWrong }) => isWrong).map(({ sheet, line }) => `${sheet}${line}`)).size
  const more = one.counts.wrong - shown
  return (
    <>
      <ul className="register-faults">
        {faults.map((fault, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line may have several faults
          <li key={at}>
            <b>
              {fault.sheet ? `“${fault.sheet}”` : '表格'}第 {fault.line} 行
            </b>{' '}
            {fault.header ? `${fault.header}：` : ''}
            {fault.words}
          </li>
        ))}
      </ul>
      {detail.data && more > 0 ? (
        <p className="quiet small">只列出前面的，其余 {formatNumber(more)} 行有错的见下载的表格。</p>
      ) : null}
    </>
  )
}

/** 有错的行: fetched to be corrected and sent again, before the others are taken in and for some days after. */
const WrongRows = ({ one, today }: Of) => {
  const api = useRegisters()
  const [isAsking, setAsking] = useState(false)
  const clear = useClearing(one, '有错的行已清除。', () => setAsking(false))
  const fetch = async () => {
    try {
      saveFile(await api.imports.wrongRows({ id: one.id }))
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
  }
  if (one.wrongRows === 0)
    return one.state === 'taken' && one.counts.wrong > 0 ? (
      <p className="quiet small">
        有错的 {formatNumber(one.counts.wrong)} 行没有导入，留着的已清除；改好原来的表格再传。
      </p>
    ) : null
  const isAfter = one.state !== 'checked'
  return (
    <div className="register-wrong">
      {isAfter ? (
        <p>
          有错的 <b>{formatNumber(one.counts.wrong)}</b> 行没有导入，
          {one.wrongRows < one.counts.wrong ? `前 ${formatNumber(one.wrongRows)} 行` : ''}加密留到
          {formatDay(one.goesOn, today)}，到那天自动清除；整批撤回时一并清除。
        </p>
      ) : null}
      <div className="row wrap">
        <Button icon="out" onClick={() => void fetch()}>
          下载有错的行（改好再传）
        </Button>
        {isAfter && one.state === 'taken' ? <Button onClick={() => setAsking(true)}>改好了，清除</Button> : null}
        <span className="quiet small">每行写明问题，改好后从这一页再上传，下载逐次留痕。</span>
      </div>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="清除有错的行"
        verb="清除"
        leave="留着"
        busy={clear.busy}
        problem={clear.problem}
        onDo={() => clear.send('wrong-rows')}
      >
        有错的 {formatNumber(one.wrongRows)} 行清除后不能再下载。已导入的不受影响。
      </ConfirmDialog>
    </div>
  )
}

const useClearing = (one: RegisterImport, said: string, then: () => void) => {
  const api = useRegisters()
  return useRegisterSend(
    (what: ClearKept['what']) => api.imports.clearKept({ id: one.id, version: one.version, what }),
    () => {
      then()
      return said
    },
  )
}

const TakeIn = ({ one, today }: Of) => {
  const api = useRegisters()
  const [leavesOut, setLeavesOut] = useState(false)
  const [keepsFile, setKeepsFile] = useState(false)
  const of = { id: one.id, version: one.version }
  const act = useRegisterSend(
    (what: 'take' | 'cancel') =>
      what === 'take'
        ? api.imports.takeIn({ ...of, leaveOutWrong: leavesOut, keepFile: keepsFile })
        : api.imports.cancel(of),
    (_answer, what) => (what === 'take' ? '开始导入，可以离开这一页。' : '已取消，上传的表格已清除。'),
  )
  const { fresh, wrong } = one.counts
  return (
    <>
      {act.problem ? <Note kind="over">{act.problem.detail}</Note> : null}
      {fresh > 0 ? (
        <div className="register-choices">
          {wrong > 0 ? (
            <CheckBox checked={leavesOut} onChange={() => setLeavesOut(!leavesOut)}>
              只导入没有错的 {formatNumber(fresh)} 行，有错的改好再传
            </CheckBox>
          ) : null}
          <CheckBox checked={keepsFile} onChange={() => setKeepsFile(!keepsFile)}>
            导入后保留这份表格（加密存放）
          </CheckBox>
        </div>
      ) : (
        <Note>{wrong > 0 ? '没有可以导入的行：有错的改好后重新上传。' : '表格里的人都已在册，没有要导入的。'}</Note>
      )}
      <div className="row wrap">
        {fresh > 0 ? (
          <Button kind="primary" busy={act.busy} disabled={wrong > 0 && !leavesOut} onClick={() => act.send('take')}>
            导入 {formatNumber(fresh)} 人
          </Button>
        ) : null}
        <Button busy={act.busy} onClick={() => act.send('cancel')}>
          不导入，清除表格
        </Button>
        {one.goesOn ? (
          <span className="quiet small">{formatDay(one.goesOn, today)}还没有导入的，表格自动清除。</span>
        ) : null}
      </div>
    </>
  )
}

const StopReading = ({ one }: Pick<Of, 'one'>) => {
  const api = useRegisters()
  const stop = useRegisterSend(
    () => api.imports.cancel({ id: one.id, version: one.version }),
    () => '已取消，上传的表格已清除。',
  )
  return (
    <div>
      {stop.problem ? <Note kind="over">{stop.problem.detail}</Note> : null}
      <Button busy={stop.busy} onClick={() => stop.send(undefined)}>
        取消核对
      </Button>
    </div>
  )
}

const Taken = ({ one, today }: Of) => {
  const api = useRegisters()
  const [asks, setAsks] = useState<'back' | 'file' | null>(null)
  const close = () => setAsks(null)
  const back = useRegisterSend(
    (reason: string) => api.imports.takeBack({ id: one.id, version: one.version, reason }),
    () => {
      close()
      return '开始撤回，可以离开这一页。'
    },
  )
  const clear = useClearing(one, '表格已清除。', close)
  return (
    <>
      {one.hasFile ? (
        <div className="row wrap">
          <Button onClick={() => setAsks('file')}>清除表格</Button>
          <span className="quiet small">导入时选了保留，整份表格加密存放着。</span>
        </div>
      ) : null}
      {one.until === null ? null : one.barrier === null ? (
        <div className="row wrap">
          <Button onClick={() => setAsks('back')}>整批撤回</Button>
          <span className="quiet small">导错了的，{formatDay(one.until, today)}前可整批撤回。</span>
        </div>
      ) : one.barrier === 'changed-since' ? (
        <p className="quiet small">之后又改过或用过，不能整批撤回：{one.changed.join('、')}。逐户更正。</p>
      ) : (
        <p className="quiet small">过了三十日，不能整批撤回；逐户更正。</p>
      )}
      <ConfirmDialog
        open={asks === 'file'}
        onClose={close}
        title="清除保留的表格"
        verb="清除"
        leave="留着"
        busy={clear.busy}
        problem={clear.problem}
        onDo={() => clear.send('file')}
      >
        “{one.fileName}”清除后找不回来。已导入的不受影响。
      </ConfirmDialog>
      <ReasonDialog
        open={asks === 'back'}
        onClose={close}
        title={`整批撤回“${one.fileName}”`}
        verb="整批撤回"
        explain={`这次导入新登的 ${formatNumber(one.counts.fresh)} 人、${formatNumber(one.counts.households)} 户从底册清除，留痕留着。${one.wrongRows > 0 ? '有错的行一并清除，要改好再传的先下载。' : ''}`}
        reason={{ label: '事由', max: 200, ready: ['导错了表'] }}
        busy={back.busy}
        problem={back.problem}
        onDo={({ reason }) => back.send(reason)}
      />
    </>
  )
}
