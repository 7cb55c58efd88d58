import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { fileUrl, uploadFile } from '../../../../platform/client/upload.ts'
import {
  Button,
  Dialog,
  Field,
  FileDrop,
  formatMoney,
  Note,
  ProblemNote,
  type SendFile,
  type ShownFile,
  toast,
} from '../../../../platform/ui/index.ts'
import { problemOf, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'

const sendFile: SendFile = async (file, onProgress, signal) => {
  const { id, name } = await uploadFile(file, onProgress, signal)
  return { id: String(id), name, href: fileUrl(id) }
}

/** 导入 Excel: the sheet is looked at first, and taken in as a whole. */
export const PaidSheetDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useRegisters().allowances
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const [, setSending] = useState(0)
  const template = useMutation({
    mutationFn: async () => saveFile(await api.template({})),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const check = useMutation({ mutationFn: (fileId: number) => api.check({ fileId }) })
  const take = useRegisterSend(api.takeIn, ({ added, known }) => {
    onClose()
    return `已登记 ${added} 条${known > 0 ? `，${known} 条原来就有` : ''}。`
  })
  const found = files.length > 0 ? check.data : undefined
  const isReady = found !== undefined && found.counts.wrong === 0 && found.counts.fresh > 0
  const problem = problemOf(check.error) ?? take.problem
  return (
    <Dialog
      open
      onClose={onClose}
      title="导入发放汇总表"
      onSend={() => {
        if (found && isReady) take.send({ fileId: Number(files[0]?.id), digest: found.digest })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" disabled={!isReady} busy={take.busy || check.isPending}>
            {isReady ? `导入 ${found.counts.fresh} 条` : '导入'}
          </Button>
          <Button onClick={onClose}>不导了</Button>
        </>
      }
    >
      <Note>
        只导合计，不写人名、证件号和账号。
        <Button small kind="text" busy={template.isPending} onClick={() => template.mutate()}>
          下载模板
        </Button>
      </Note>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Field name="fileId" label="汇总表" group help="先核对，没有错再导入；同一份再导一次不会重复。">
        <FileDrop
          label="汇总表"
          files={files}
          upload={sendFile}
          words="选 Excel 表"
          onSending={setSending}
          onAdd={(file) => {
            setFiles([file])
            check.mutate(Number(file.id))
          }}
          onRemove={() => {
            setFiles([])
            check.reset()
          }}
        />
      </Field>
      {found ? (
        <Note kind={found.counts.wrong > 0 ? 'over' : 'ok'}>
          共 {found.counts.rows} 行：新登记 {found.counts.fresh} 条（{found.heads} 人，{formatMoney(found.yuan)}
          ），原来就有 {found.counts.known} 条，有错 {found.counts.wrong} 行。
          {found.unknownHeaders.length > 0 ? `没有读的列：${found.unknownHeaders.join('、')}。` : ''}
        </Note>
      ) : null}
      {found && found.errors.length > 0 ? (
        <ul className="small prose">
          {found.errors.slice(0, 50).map((one) => (
            <li key={`${one.line} ${one.column}`}>{one.words}</li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}
