import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { uploadFile } from '../../../../platform/client/upload.ts'
import {
  Button,
  type Column,
  DataTable,
  Field,
  Note,
  Panel,
  ProblemNote,
  RadioRow,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import { BatchPanel } from '../../batches/ui/BatchPanel.tsx'
import type { InvitationSlip } from '../../invitations/contract.ts'
import { USUAL_DAYS } from '../../invitations/rules.ts'
import { Slips } from '../../invitations/ui/Slips.tsx'
import { useOrg } from '../../ui/data.ts'
import type { OrgHead } from '../../ui/pieces.tsx'
import type { CheckedImport } from '../contract.ts'
import type { ImportKind } from '../template.ts'

const LABELS: Record<ImportKind, string> = { posts: '岗位和人', units: '单位', regions: '区划' }
const STATE_LABELS: Record<CheckedImport['rows'][number]['state'], string> = {
  new: '新增',
  known: '已有，跳过',
  wrong: '有错',
}
const COLUMNS: Column<CheckedImport['rows'][number]>[] = [
  { key: 'line', title: '行', width: 60, wideOnly: true, cell: ({ line }) => line },
  { key: 'name', title: '名称', phone: 'title', cell: ({ name }) => name },
  { key: 'place', title: '所在地', width: 180, phone: 'meta', cell: ({ place }) => place },
  { key: 'detail', title: '内容', quiet: true, phone: 'meta', cell: ({ detail }) => detail },
  {
    key: 'state',
    title: '核对结果',
    width: 120,
    phone: 'end',
    cell: ({ state }) => <Tag line={state !== 'new'}>{STATE_LABELS[state]}</Tag>,
  },
]

/** 导入: the template, the filled-in sheet, every row and every error, then all of it or nothing. */
export const ImportTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const queries = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<ImportKind>('posts')
  const [sent, setSent] = useState<{ id: number; name: string } | null>(null)
  const [checked, setChecked] = useState<CheckedImport | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [slips, setSlips] = useState<readonly InvitationSlip[] | null>(null)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const clear = () => {
    setSent(null)
    setChecked(null)
    setProblem(null)
  }
  const look = (file: File) =>
    run(async () => {
      setChecked(null)
      const { id, name } = await uploadFile(file)
      setSent({ id, name })
      setChecked(await api.imports.check({ kind, fileId: id }))
    })
  const takeIn = () =>
    run(async () => {
      if (!sent || !checked) return
      const made = await api.imports.takeIn({ kind, fileId: sent.id, digest: checked.digest, days: USUAL_DAYS })
      toast.done(`已导入：区划 ${made.regions} 处、单位 ${made.units} 家、岗位 ${made.posts} 个。`)
      if (made.slips.length > 0) setSlips(made.slips)
      clear()
      await queries.invalidateQueries({ queryKey: ['org'] })
    })
  const made = useQuery({ queryKey: ['org', 'batches'], queryFn: () => api.batches.list() })
  const counts = checked?.counts
  const mayTakeIn = counts !== undefined && checked?.errors.length === 0 && counts.fresh > 0
  return (
    <>
      {head()}
      <Panel label="导入" pad>
        <Field name="kind" label="导入什么" group>
          <RadioRow
            name="kind"
            value={kind}
            onChange={(value) => {
              clear()
              setKind(value as ImportKind)
            }}
            options={(Object.keys(LABELS) as ImportKind[]).map((value) => ({ value, label: LABELS[value] }))}
          />
        </Field>
        <p className="quiet">
          {kind === 'posts'
            ? `一行一个岗位；写了姓名的，导入后给一份 ${USUAL_DAYS} 天有效的邀请单，按乡镇打印裁开。`
            : '一行一条；已有的跳过，有一行错整份都不导入。'}
        </p>
        <div className="form-foot">
          <Button onClick={() => void run(async () => saveFile(await api.imports.template({ kind })))}>下载模板</Button>
          <Button kind={mayTakeIn ? 'default' : 'primary'} busy={busy} onClick={() => picker.current?.click()}>
            {checked ? '换一份表格' : '选填好的表格'}
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label="选填好的表格"
            accept=".xlsx,.csv"
            onChange={(event) => {
              const [file] = event.target.files ?? []
              event.target.value = ''
              if (file) void look(file)
            }}
          />
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
      </Panel>
      {checked && counts && sent ? (
        <Panel
          title={sent.name}
          label="核对结果"
          footer={
            <span className="row wrap">
              {mayTakeIn ? (
                <Button kind="primary" busy={busy} onClick={() => void takeIn()}>
                  导入 {counts.fresh} 行
                </Button>
              ) : null}
              {checked.errors.length > 0 ? (
                <Button
                  onClick={() => void run(async () => saveFile(await api.imports.annotated({ kind, fileId: sent.id })))}
                >
                  下载标出错处的表格
                </Button>
              ) : null}
              <Button onClick={clear}>不导入了</Button>
            </span>
          }
        >
          <div className="pad">
            <p>
              共 {counts.rows} 行：新增 {counts.fresh} 行，已有 {counts.known} 行，有错 {counts.wrong} 行
              {counts.invited > 0 ? `，邀请 ${counts.invited} 人` : ''}。
            </p>
            {checked.errors.length > 0 ? (
              <Note kind="over">
                <ul className="org-errors" aria-label="表格里的错">
                  {checked.errors.map(({ cell, words }) => (
                    <li key={`${cell} ${words}`}>{words}</li>
                  ))}
                </ul>
              </Note>
            ) : null}
            {checked.unknownHeaders.length > 0 ? (
              <p className="quiet">没有读的列：{checked.unknownHeaders.join('、')}。</p>
            ) : null}
          </div>
          <DataTable
            label="逐行核对"
            columns={COLUMNS}
            rows={checked.rows}
            keyOf={({ line }) => String(line)}
            empty={<p className="pad">表里没有可导入的行。</p>}
          />
        </Panel>
      ) : null}
      <BatchPanel
        list={made}
        measure="条"
        none="还没有导入过组织表格"
        explainOf={() => '这次导入的区划、单位、岗位全部撤销，没用过的邀请收回；名称和代码可以再用。'}
        changedOf={({ changed }) => changed}
        takeBack={(input) => api.batches.takeBack(input)}
        onSettled={() => void queries.invalidateQueries({ queryKey: ['org'] })}
      />
      {slips ? <Slips slips={slips} onClose={() => setSlips(null)} /> : null}
    </>
  )
}
