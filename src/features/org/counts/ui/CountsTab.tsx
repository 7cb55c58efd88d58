import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  DayPicker,
  Dialog,
  ErrorState,
  Field,
  FormErrors,
  formatChange,
  formatDay,
  formatNumber,
  Note,
  Panel,
  ProblemNote,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { asClientProblem, useForm, useOrg, useQuickSend } from '../../ui/data.ts'
import { LEVEL_LABELS, MARK_LABELS } from '../../ui/labels.ts'
import { Conflict, type OrgHead } from '../../ui/pieces.tsx'
import { type CityCounts, SaveCount } from '../contract.ts'

type Row = CityCounts['rows'][number]

/** 口径对照: the statistical codes, what this system counts, and the city's own figures with their source. */
export const CountsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { today } = useSession()
  const mayWrite = useMay('org:write')
  const [editing, setEditing] = useState<Row | null>(null)
  const read = useQuery({ queryKey: ['org', 'counts'], queryFn: () => api.counts.get() })
  const count = useQuickSend(
    (input: { regionIds: number[]; isCounted: boolean }) => api.counts.places(input),
    (_answer, { regionIds, isCounted }) => `${regionIds.length} 个已${isCounted ? '计入' : '不计入'}本市口径。`,
  )
  const { data } = read
  const mayEdit = mayWrite && Boolean(data?.mayEdit)
  return (
    <div className="stack">
      {head()}
      {read.isPending ? <Bones rows={6} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {data ? (
        <>
          <Panel title={`${data.cityName}有多少地方`}>
            <div className="org-scroll">
              <table className="table org-counts">
                <thead>
                  <tr>
                    <th scope="col">层级</th>
                    <th scope="col">按统计代码</th>
                    <th scope="col">系统现计</th>
                    <th scope="col">按本市口径</th>
                    <th scope="col">差额</th>
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <tr key={row.level}>
                      <th scope="row">{LEVEL_LABELS[row.level]}</th>
                      <td>{formatNumber(row.byCode)}</td>
                      <td>{formatNumber(row.counted)}</td>
                      <td>
                        {row.own === null ? <span className="quiet">没有填</span> : formatNumber(row.own)}
                        {row.source ? (
                          <div className="quiet small">
                            {row.source}，{formatDay(row.onDay, today)}
                          </div>
                        ) : null}
                        {mayEdit ? (
                          <Button small kind="text" onClick={() => setEditing(row)}>
                            {row.own === null ? '填本市口径' : '改口径'}
                          </Button>
                        ) : null}
                      </td>
                      <td>{row.own === null ? '未知' : formatChange(row.counted - row.own)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Panel>
          <Note>
            差额是系统现计减本市口径。本市有、代码里没有的功能区，到“区划”里设；代码里有、本市不算的，在下面改为不计入。
          </Note>
          {data.marked.map((kind) => (
            <Panel
              key={`${kind.level} ${kind.mark}`}
              title={`${LEVEL_LABELS[kind.level]}：${MARK_LABELS[kind.mark]}`}
              count={`${kind.total} 个，计入 ${kind.counted} 个`}
              pad
              tools={
                mayEdit ? (
                  <Button
                    small
                    busy={count.busy}
                    onClick={() =>
                      count.send({ regionIds: kind.places.map(({ id }) => id), isCounted: kind.counted === 0 })
                    }
                  >
                    {kind.counted === 0 ? '全部计入' : '全部不计入'}
                  </Button>
                ) : null
              }
            >
              <ul className="org-counted">
                {kind.places.map(({ id, name, parentName, isCounted }) => (
                  <li key={id}>
                    <span className={isCounted ? undefined : 'quiet'}>
                      {name} <span className="quiet small">{parentName}</span>
                    </span>
                    {mayEdit ? (
                      <Button
                        small
                        kind="text"
                        aria-label={`${name}${isCounted ? '不计入' : '计入'}`}
                        onClick={() => count.send({ regionIds: [id], isCounted: !isCounted })}
                      >
                        {isCounted ? '不计入' : '计入'}
                      </Button>
                    ) : isCounted ? null : (
                      <span className="quiet small">不计入</span>
                    )}
                  </li>
                ))}
              </ul>
            </Panel>
          ))}
          {data.marked.length === 0 ? (
            <p className="quiet">这里没有园区、功能区或虚拟的地方，两种口径没有要逐个认的差别。</p>
          ) : null}
        </>
      ) : null}
      {editing ? <CountDialog key={editing.level} row={editing} onClose={() => setEditing(null)} /> : null}
    </div>
  )
}

const LABELS = { value: '个数', source: '来源', onDay: '截至' }

const factsOf = (row: { own: number | null; source: string | null; onDay: string | null }) => [
  { label: LABELS.value, value: row.own === null ? '没有填' : formatNumber(row.own) },
  { label: LABELS.source, value: row.source ?? '' },
  { label: LABELS.onDay, value: row.onDay ?? '' },
]

const CountDialog = ({ row, onClose }: { row: Row; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [value, setValue] = useState(row.own === null ? '' : String(row.own))
  const [source, setSource] = useState(row.source ?? '')
  const [onDay, setOnDay] = useState<string | null>(row.onDay ?? today)
  const form = useForm({
    schema: SaveCount,
    labels: LABELS,
    send: (input: SaveCount) => api.counts.save(input),
    done: () => {
      onClose()
      return '本市口径已存下。'
    },
  })
  const count = /^\d+$/.test(value.trim()) ? Number(value) : null
  const send = (version = row.version) =>
    form.submit({ level: row.level, value: count ?? (undefined as never), source, onDay: onDay ?? '', version })
  const latest = (form.latest as CityCounts | undefined)?.rows.find(({ level }) => level === row.level)
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${LEVEL_LABELS[row.level]}的本市口径`}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            存下口径
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest && { ...latest, version: latest.version ?? 0 }}
        mine={factsOf({ own: count, source, onDay })}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={(version) => send(version || null)}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field name="value" label={LABELS.value} error={form.errorOf('value')}>
        <TextInput value={value} onText={setValue} inputMode="numeric" maxLength={6} />
      </Field>
      <Field name="source" label={LABELS.source} error={form.errorOf('source')} help="哪个部门、哪份文件的数。">
        <TextInput value={source} onText={setSource} maxLength={200} />
      </Field>
      <Field name="onDay" label={LABELS.onDay} error={form.errorOf('onDay')}>
        <DayPicker today={today} value={onDay} onChange={setOnDay} max={today} />
      </Field>
    </Dialog>
  )
}
