import { useState } from 'react'
import { asClientProblem, useApi, useMay } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { Button, Menu, toast, usePhone } from '../../../../platform/ui/index.ts'
import { type LedgerSearch, toQuery, writeSearch } from '../../ui/search.ts'
import type { EXPORT_FORMS, EXPORT_KINDS, exchange } from '../contract.ts'

type Form = (typeof EXPORT_FORMS)[number]
type Kind = (typeof EXPORT_KINDS)[number]

/** The address of the 任务分工表 of a filtered list. */
export const divisionHref = (search: LedgerSearch): string => {
  const { open: _open, ...rest } = search
  const parts = Object.entries(writeSearch(rest)).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return `/matters/division${parts.length > 0 ? `?${parts.join('&')}` : ''}`
}

/** Saves the filtered list as a file; says so where it is refused. */
export const useExport = (search: LedgerSearch) => {
  const api = useApi<{ exchange: typeof exchange }>().exchange
  const [isBusy, setBusy] = useState(false)
  const save = async (form: Form, format: Kind) => {
    setBusy(true)
    try {
      saveFile(await api.export({ ...toQuery(search), form, format }))
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, save }
}

/** 导入导出 of the ledger: what goes out is what the list shows. */
export const ExchangeMenu = ({ search }: { search: LedgerSearch }) => {
  const mayImport = useMay('matters:import')
  const { isBusy, save } = useExport(search)
  const isPhone = usePhone()
  const words = mayImport ? '导入导出' : '导出'
  return (
    <Menu
      label="导入和导出"
      items={[
        { key: 'ledger', label: '导出筛选出的事项（Excel）', onChoose: () => void save('ledger', 'xlsx') },
        { key: 'division', label: '任务分工表', note: '打印、Word、Excel', href: divisionHref(search) },
        ...(mayImport ? [{ key: 'import', label: '导入 Excel', href: '/matters/import' }] : []),
      ]}
      trigger={(props) => (
        <Button {...props} busy={isBusy} icon={isPhone ? 'out' : undefined} aria-label={isPhone ? words : undefined}>
          {isPhone ? null : words}
        </Button>
      )}
    />
  )
}
