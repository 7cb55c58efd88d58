import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { uploadRegister } from '../../../../platform/client/upload.ts'
import { Bones, Button, Empty, ErrorState, Note, PageHead, toast } from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { RegisterTabs, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import { ImportPanel, UNDER_WAY } from './ImportPanel.tsx'

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
        身份证号、电话、银行账号、证件号和住址在读入时就封存，表格在导入后清除，只把有错的行留一段日子供改好再传。底册里已有的人不会被改动，只补新的。
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
