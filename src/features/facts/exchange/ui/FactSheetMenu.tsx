import { useState } from 'react'
import { asClientProblem, useApi, useMay } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { Button, Menu, toast, usePhone } from '../../../../platform/ui/index.ts'
import { type FactSearch, filterOf } from '../../ui/search.ts'
import type { factExchange } from '../contract.ts'

/** 导入导出 of facts: what goes out is what the list shows, of one kind in the sheet that can be filled in again. */
export const FactSheetMenu = ({ search }: { search: FactSearch }) => {
  const api = useApi<{ factExchange: typeof factExchange }>().factExchange
  const mayImport = useMay('facts:write')
  const isPhone = usePhone()
  const [isBusy, setBusy] = useState(false)
  const words = mayImport ? '导入导出' : '导出'
  const save = async () => {
    setBusy(true)
    try {
      saveFile(await api.export(filterOf(search)))
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu
      label="导入和导出"
      items={[
        { key: 'export', label: '导出筛选出的实绩（Excel）', onChoose: () => void save() },
        ...(mayImport
          ? [
              { key: 'import', label: '导入 Excel', href: '/facts/import' },
              { key: 'photos', label: '照片成组', href: '/facts/photos' },
            ]
          : []),
      ]}
      trigger={(props) => (
        <Button {...props} busy={isBusy} icon={isPhone ? 'out' : undefined} aria-label={isPhone ? words : undefined}>
          {isPhone ? null : words}
        </Button>
      )}
    />
  )
}
