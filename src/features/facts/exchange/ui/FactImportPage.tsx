import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Role } from '../../../../platform/acting.ts'
import { asClientProblem, type ClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { uploadFile } from '../../../../platform/client/upload.ts'
import {
  Button,
  ChoiceSelect,
  type Column,
  DataTable,
  Field,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  Tag,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { BatchPanel } from '../../../org/ui/index.ts'
import { FACT_KINDS } from '../../kinds/all.ts'
import { mayEnter } from '../../rules.ts'
import type { CheckedFactSheet, factExchange } from '../contract.ts'

type Row = CheckedFactSheet['rows'][number]
type Doing = 'template' | 'checking' | 'taking' | null

const STATUS_WORDS: Record<Row['status'], string> = { new: '新实绩', known: '已有', twice: '表内重复', wrong: '有错' }

const useSheets = () => useApi<{ factExchange: typeof factExchange }>().factExchange

/** 导入 Excel: the kind's template, the filled-in sheet row by row with every error, then all of it as one batch. */
export const FactImportPage = () => {
  const may = useMay('facts:write')
  return (
    <>
      <PageHead title="导入实绩" sub={<span className="hide-s">别处记的一次进来，错了整批撤回</span>} back="/facts" />
      {may ? (
        <>
          <ImportSteps />
          <Batches />
        </>
      ) : (
        <Note kind="due">导入由记实绩的岗位办理。</Note>
      )}
    </>
  )
}

const Batches = () => {
  const api = useSheets()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: ['facts', 'batches'], queryFn: () => api.batches() })
  return (
    <BatchPanel
      list={list}
      measure="条"
      none="还没有导入过"
      explainOf={({ itemCount }) => `这一批的 ${itemCount} 条实绩都记作已撤回，编号和经过留存。`}
      changedOf={({ changed }) => changed}
      takeBack={(input) => api.takeBack(input)}
      onSettled={() => void queries.invalidateQueries({ queryKey: ['facts'] })}
    />
  )
}

const useImport = () => {
  const api = useSheets()
  const queries = useQueryClient()
  const { today, acting } = useSession()
  const kinds = FACT_KINDS.filter((one) => mayEnter(one, (acting?.role ?? 'leader') as Role))
  const [kind, setKind] = useState(kinds[0]?.code ?? '')
  const [year, setYear] = useState(today.slice(0, 4))
  const [fileName, setFileName] = useState<string | null>(null)
  const [checked, setChecked] = useState<CheckedFactSheet | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [doing, setDoing] = useState<Doing>(null)
  const sent = useRef<number | null>(null)
  const run = async (what: Exclude<Doing, null>, work: () => Promise<void>) => {
    setDoing(what)
    setProblem(null)
    try {
      await work()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setDoing(null)
    }
  }
  const input = () => ({ fileId: sent.current as number, kind, year: Number(year) })
  return {
    ...{ kinds, kind, year, fileName, checked, problem, doing },
    setKind: (next: string) => {
      setKind(next)
      setChecked(null)
    },
    setYear: (next: string) => {
      setYear(next)
      setChecked(null)
    },
    template: () => run('template', async () => saveFile(await api.template({ kind }))),
    choose: (file: File | undefined) => {
      if (!file) return
      setFileName(file.name)
      setChecked(null)
      void run('checking', async () => {
        sent.current = (await uploadFile(file)).id
        setChecked(await api.check(input()))
      })
    },
    check: () => run('checking', async () => setChecked(await api.check(input()))),
    takeIn: () =>
      run('taking', async () => {
        const { count, firstCode, lastCode } = await api.takeIn({ ...input(), digest: checked?.digest ?? '' })
        toast.done(`已导入 ${count} 条，编号 ${firstCode}${count > 1 ? ` 至 ${lastCode}` : ''}。`)
        setChecked(null)
        setFileName(null)
        void queries.invalidateQueries({ queryKey: ['facts'] })
      }),
  }
}

const ImportSteps = () => {
  const form = useImport()
  const picker = useRef<HTMLInputElement>(null)
  const { checked } = form
  return (
    <>
      <Panel title="选类别、填表、上传" pad>
        {form.problem ? <ProblemNote problem={form.problem} /> : null}
        <div className="fact-form-two">
          <Field name="kind" label="类别">
            <ChoiceSelect
              value={form.kind}
              onText={form.setKind}
              options={form.kinds.map(({ code, name }) => ({ value: code, label: name }))}
            />
          </Field>
          <Field name="year" label="年份" help="表里没有写年份的日子，算这一年的。">
            <TextInput inputMode="numeric" value={form.year} maxLength={4} onText={form.setYear} />
          </Field>
        </div>
        <div className="row wrap">
          <Button busy={form.doing === 'template'} onClick={() => void form.template()}>
            下载这一类的模板
          </Button>
          <Button
            kind={checked ? undefined : 'primary'}
            busy={form.doing === 'checking'}
            onClick={() => picker.current?.click()}
          >
            选填好的表
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".xlsx,.csv"
            aria-label="填好的表"
            onChange={(event) => {
              form.choose(event.target.files?.[0])
              event.target.value = ''
            }}
          />
          {form.fileName ? <span className="small quiet">{form.fileName}</span> : null}
          {form.fileName && !checked && form.doing === null ? (
            <Button onClick={() => void form.check()}>重新核对</Button>
          ) : null}
        </div>
      </Panel>
      {checked ? (
        <Found checked={checked} isTaking={form.doing === 'taking'} onTake={() => void form.takeIn()} />
      ) : null}
    </>
  )
}

const COLUMNS: Column<Row>[] = [
  { key: 'line', title: '行', width: 56, quiet: true, cell: ({ line }) => line },
  { key: 'title', title: '名称', phone: 'title', cell: ({ title }) => title },
  { key: 'day', title: '日期', width: 120, nowrap: true, phone: 'meta', cell: ({ day }) => day || '未知' },
  { key: 'place', title: '地方', width: 140, phone: 'meta', cell: ({ place }) => place || '本级' },
  { key: 'amounts', title: '数量', width: 240, phone: 'meta', cell: ({ amounts }) => amounts },
  {
    key: 'status',
    title: '核对',
    width: 92,
    phone: 'light',
    cell: ({ status }) => <Tag line>{STATUS_WORDS[status]}</Tag>,
  },
]

const Found = ({ checked, isTaking, onTake }: { checked: CheckedFactSheet; isTaking: boolean; onTake: () => void }) => {
  const { counts, errors, errorCount, earlier, unknownHeaders } = checked
  const mayTake = errorCount === 0 && counts.fresh > 0 && earlier === null
  return (
    <Panel
      title="核对结果"
      count={`${counts.rows} 行：新 ${counts.fresh}、已有 ${counts.known}、有错 ${counts.wrong}`}
      tools={
        mayTake ? (
          <Button kind="primary" busy={isTaking} onClick={onTake}>
            导入这 {counts.fresh} 条
          </Button>
        ) : undefined
      }
    >
      <div className="pad stack">
        {earlier ? (
          <Note kind="due">这份表已经导入过 {earlier.itemCount} 条，不重复导入。要重来的，先整批撤回。</Note>
        ) : null}
        {counts.known > 0 ? (
          <Note>{counts.known} 行和已记的或表里另一行说的一样，不再导入。确是两件事的，在名称或地点里写出区别。</Note>
        ) : null}
        {counts.passed > 0 ? <Note>合计、备注等 {counts.passed} 行不是实绩，没有读。</Note> : null}
        {unknownHeaders.length > 0 ? <Note>没有读的列：{unknownHeaders.join('、')}。</Note> : null}
        {errorCount > 0 ? (
          <Note kind="over">
            有 {errorCount} 处错，改好后重新上传，一条也没有导入。
            <ul>
              {errors.slice(0, 20).map(({ cell, words }) => (
                <li key={cell}>{words}</li>
              ))}
            </ul>
          </Note>
        ) : null}
      </div>
      <DataTable label="表里的实绩" columns={COLUMNS} rows={checked.rows} keyOf={({ line }) => String(line)} />
    </Panel>
  )
}
