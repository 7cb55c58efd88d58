import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  Dialog,
  Field,
  fieldProblemsOf,
  ProblemNote,
  RadioRow,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { useFilterWords } from '../../ui/filterWords.ts'
import type { LedgerSearch } from '../../ui/search.ts'
import type { LedgerColumn, SavedView, Sharing } from '../contract.ts'
import { useLists, viewKeys } from './data.ts'
import { LAYOUT_LABELS } from './labels.ts'
import { keptSearch } from './views.ts'

/** 存为视图: a name, and for an office with whom it is shared. With `view` the name and the sharing of that one. */
export const ViewDialog = ({
  view,
  search,
  columns,
  onClose,
  onKept,
}: {
  view: SavedView | undefined
  search: LedgerSearch
  columns: readonly LedgerColumn[]
  onClose: () => void
  onKept: (view: SavedView) => void
}) => {
  const api = useLists()
  const queries = useQueryClient()
  const { acting } = useSession()
  const words = useFilterWords(search)
  const [name, setName] = useState(view?.name ?? '')
  const [sharing, setSharing] = useState<Sharing>(view?.sharing ?? 'mine')
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<string | undefined>()
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, { name: '视图名称' })
  const layout = search.layout ?? 'list'

  const send = async () => {
    if (isBusy) return
    if (name.trim() === '') return setMissing('视图名称还没有填，写几个字，例如“八一前要办”。')
    setBusy(true)
    try {
      const kept = view
        ? await api.changeView({ ...view, name, sharing })
        : await api.saveView({ name, sharing, layout, search: keptSearch(search), columns: [...columns] })
      await queries.invalidateQueries({ queryKey: viewKeys })
      toast.done(`视图“${kept.name}”已存下。`)
      onKept(kept)
      onClose()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={view ? `改视图“${view.name}”` : '存为视图'}
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            {view ? '存下改动' : '存为视图'}
          </Button>
          <Button onClick={onClose}>{view ? '不改了' : '不存了'}</Button>
        </>
      }
    >
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Field
        name="name"
        label="视图名称"
        error={missing ?? refused.fields.find((field) => field.name === 'name')?.detail}
      >
        <TextInput
          value={name}
          maxLength={20}
          placeholder="例如：八一前要办"
          onText={(text) => {
            setName(text)
            setMissing(undefined)
          }}
        />
      </Field>
      {acting?.role === 'office' ? (
        <Field name="sharing" label="给谁用" group help="共享的是筛选条件，不是事项：打开的人只看到自己本来看得到的。">
          <RadioRow
            name="sharing"
            as="column"
            value={sharing}
            onChange={(value) => setSharing(value as Sharing)}
            options={[
              { value: 'mine', label: '只给本岗位' },
              { value: 'unit', label: `共享给${acting.unitName}各岗位` },
              { value: 'region', label: `共享给${acting.regionName}及以下各岗位` },
            ]}
          />
        </Field>
      ) : null}
      {view ? null : (
        <p className="quiet small">
          存下{LAYOUT_LABELS[layout]}、列和排序；筛选：{words.length > 0 ? words.join('、') : '没有，全部事项'}。
        </p>
      )}
    </Dialog>
  )
}
