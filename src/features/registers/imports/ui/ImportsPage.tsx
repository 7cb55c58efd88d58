import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { uploadRegister } from '../../../../platform/client/upload.ts'
import {
  Bones,
  Button,
  CheckBox,
  Empty,
  ErrorState,
  formatDay,
  formatMoment,
  formatNumber,
  Note,
  PageHead,
  Panel,
  ReasonDialog,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { RegisterTabs, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { ImportState, RegisterImport } from '../contract.ts'

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
const UNDER_WAY: readonly ImportState[] = ['reading', 'taking', 'taking-back']

/** 导入底册: a sheet is read and checked first, taken in when somebody says so, and can be taken back. */
export const ImportsPage = () => {
  const api = useRegisters()
  const { today } = useSession()
  const input = useRef<HTMLInputElement>(null)
  const [sent, setSent] = useState<number | null>(null)
  const list = useQuery({
    queryKey: ['registers', 'imports'],
    queryFn: () => api.imports.list(),
    refetchInterval: ({ state }) => (state.data?.some((one) => UNDER_WAY.includes(one.state)) ? 1_000 : false),
  })
  const start = useRegisterSend(
    (fileId: number) => api.imports.start({ fileId }),
    () => undefined,
  )
  const take = async (file: File) => {
    setSent(0)
    try {
      const { id } = await uploadRegister(file, setSent)
      start.send(id)
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    } finally {
      setSent(null)
      if (input.current) input.current.value = ''
    }
  }
  const template = async () => {
    try {
      saveFile(await api.imports.template())
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
  }
  const rows = list.data ?? []
  return (
    <div className="stack">
      <PageHead title="底册" sub="导入：先核对，再导入，三十日内可整批撤回">
        <Button icon="out" onClick={() => void template()}>
          下载模板
        </Button>
        <Button kind="primary" busy={sent !== null || start.busy} onClick={() => input.current?.click()}>
          {sent === null ? '上传表格' : `上传 ${Math.round(sent * 100)}%`}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".xlsx,.csv"
          aria-label="选底册表格"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void take(file)
          }}
        />
      </PageHead>
      <RegisterTabs current="imports" />
      <ImpactNote functions={['closed-persons']} />
      <Note>
        身份证号、电话、银行账号、证件号和住址在读入时就封存，表格在导入后清除。底册里已有的人不会被改动，只补新的。
      </Note>
      {start.problem ? <Note kind="over">{start.problem.detail}</Note> : null}
      {list.isPending ? <Bones rows={4} /> : null}
      {list.error ? <ErrorState problem={asClientProblem(list.error)} onAgain={() => void list.refetch()} /> : null}
      {list.data && rows.length === 0 ? (
        <Empty title="本单位还没有导入过底册" icon="out">
          下载模板填好，或直接上传现有的花名册（.xlsx、.csv），表头认得出就能读。
        </Empty>
      ) : null}
      {rows.map((one) => (
        <ImportPanel key={one.id} one={one} today={today} />
      ))}
    </div>
  )
}

const ImportPanel = ({ one, today }: { one: RegisterImport; today: string }) => {
  const api = useRegisters()
  const [leavesOut, setLeavesOut] = useState(false)
  const [keepsFile, setKeepsFile] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const isUnderWay = UNDER_WAY.includes(one.state)
  const hasFaults = one.state === 'checked' && (one.counts.wrong > 0 || one.counts.differ > 0)
  const detail = useQuery({
    queryKey: ['registers', 'imports', one.id, one.version],
    queryFn: () => api.imports.get({ id: one.id }),
    enabled: hasFaults,
  })
  const of = { id: one.id, version: one.version }
  const act = useRegisterSend(
    (what: 'take' | 'cancel') =>
      what === 'take'
        ? api.imports.takeIn({ ...of, leaveOutWrong: leavesOut, keepFile: keepsFile })
        : api.imports.cancel(of),
    (_answer, what) => (what === 'take' ? '开始导入，可以离开这一页。' : '已取消，上传的表格已清除。'),
  )
  const back = useRegisterSend(
    (reason: string) => api.imports.takeBack({ ...of, reason }),
    () => {
      setAsking(false)
      return '开始撤回，可以离开这一页。'
    },
  )
  const wrong = async () => {
    try {
      saveFile(await api.imports.wrongRows({ id: one.id }))
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
  }
  const figures = [
    ['读到', one.counts.read, '行'],
    [one.state === 'checked' ? '可新登' : '新登', one.counts.fresh, '人'],
    ['新立', one.counts.households, '户'],
    ['已在册', one.counts.known, '人'],
    ['有错', one.counts.wrong, '行'],
    ['合计、备注略过', one.counts.passed, '行'],
  ] as const
  return (
    <Panel
      title={one.fileName}
      count={`${formatMoment(one.madeAt, today)} ${one.postName ?? ''}`}
      tools={<Tag line={one.state !== 'checked'}>{STATES[one.state]}</Tag>}
      pad
    >
      {isUnderWay ? (
        <div aria-live="polite">
          <div
            className="register-bar"
            role="progressbar"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(one.share * 100)}
            aria-label="进度"
          >
            <i style={{ width: `${Math.max(2, Math.round(one.share * 100))}%` }} />
          </div>
          <span className="quiet">{one.note ?? '排队中'}</span>
        </div>
      ) : null}
      {one.fault ? <Note kind="over">{one.fault}</Note> : null}
      {one.counts.read > 0 ? (
        <div className="register-counts">
          {figures
            .filter(([, value]) => value > 0)
            .map(([label, value, word]) => (
              <span key={label}>
                {label} <b>{formatNumber(value)}</b> {word}
              </span>
            ))}
        </div>
      ) : null}
      {one.notes.map((note) => (
        <p key={note} className="quiet small">
          {note}
        </p>
      ))}
      {hasFaults && detail.data ? (
        <>
          <ul className="register-faults">
            {detail.data.faults.map((fault, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line may have several faults
              <li key={at}>
                {fault.sheet ? `“${fault.sheet}”` : ''}第 {fault.line} 行{fault.header ? `“${fault.header}”` : ''}：
                {fault.words}
              </li>
            ))}
          </ul>
          {one.counts.wrong > 0 && one.hasFile ? (
            <div>
              <Button icon="out" onClick={() => void wrong()}>
                下载有错的行
              </Button>{' '}
              <span className="quiet small">每行写明问题，改好后再上传。</span>
            </div>
          ) : null}
        </>
      ) : null}
      {one.state === 'checked' ? (
        <>
          {act.problem ? <Note kind="over">{act.problem.detail}</Note> : null}
          <div className="stack">
            {one.counts.wrong > 0 && one.counts.fresh > 0 ? (
              <CheckBox checked={leavesOut} onChange={() => setLeavesOut(!leavesOut)}>
                只导入没有错的 {formatNumber(one.counts.fresh)} 行，有错的改好再传
              </CheckBox>
            ) : null}
            {one.counts.fresh > 0 ? (
              <CheckBox checked={keepsFile} onChange={() => setKeepsFile(!keepsFile)}>
                导入后保留这份表格（加密存放）
              </CheckBox>
            ) : (
              <Note>
                {one.counts.wrong > 0
                  ? '没有可以导入的行：有错的改好后重新上传。'
                  : '表格里的人都已在册，没有要导入的。'}
              </Note>
            )}
          </div>
          <div className="row wrap">
            {one.counts.fresh > 0 ? (
              <Button
                kind="primary"
                busy={act.busy}
                disabled={one.counts.wrong > 0 && !leavesOut}
                onClick={() => act.send('take')}
              >
                导入 {formatNumber(one.counts.fresh)} 人
              </Button>
            ) : null}
            <Button onClick={() => act.send('cancel')}>不导入，清除表格</Button>
          </div>
        </>
      ) : null}
      {one.state === 'reading' ? (
        <div>
          <Button onClick={() => act.send('cancel')}>取消核对</Button>
        </div>
      ) : null}
      {one.state === 'taken' && one.until ? (
        one.barrier === null ? (
          <div className="row wrap">
            <Button onClick={() => setAsking(true)}>整批撤回</Button>
            <span className="quiet small">{formatDay(one.until, today)}前可整批撤回</span>
          </div>
        ) : one.barrier === 'changed-since' ? (
          <p className="quiet small">之后又改过或用过，不能整批撤回：{one.changed.join('、')}。</p>
        ) : (
          <p className="quiet small">过了三十日，不能整批撤回；逐户更正。</p>
        )
      ) : null}
      <ReasonDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={`整批撤回“${one.fileName}”`}
        verb="整批撤回"
        explain={`这次导入新登的 ${formatNumber(one.counts.fresh)} 人、${formatNumber(one.counts.households)} 户从底册清除，留痕留着。`}
        reason={{ label: '事由', max: 200, ready: ['导错了表'] }}
        busy={back.busy}
        problem={back.problem}
        onDo={({ reason }) => back.send(reason)}
      />
    </Panel>
  )
}
