import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { asClientProblem, useApi } from '../../../../platform/client/api.tsx'
import { Bones, Button, Empty, ErrorState, PageHead } from '../../../../platform/ui/index.ts'
import { ledgerHref, readSearch, toQuery } from '../../ui/search.ts'
import type { exchange } from '../contract.ts'
import { useExport } from './ExchangeMenu.tsx'
import './exchange.css'

/** 任务分工表 of the filtered list, as it comes out of the printer: A4 landscape, header on each page. */
export const DivisionPage = () => {
  const api = useApi<{ exchange: typeof exchange }>().exchange
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = readSearch(raw)
  const query = toQuery(search)
  const { isBusy, save } = useExport(search)
  const sheet = useQuery({ queryKey: ['matters', 'division', query], queryFn: () => api.division(query) })
  const shares = sheet.data?.columns.reduce((sum, { width }) => sum + width, 0) ?? 1
  return (
    <div className="division-page">
      <PageHead title="任务分工表" back={ledgerHref(search)}>
        <Button busy={isBusy} onClick={() => void save('division', 'docx')}>
          存为 Word
        </Button>
        <Button busy={isBusy} onClick={() => void save('division', 'xlsx')}>
          存为 Excel
        </Button>
        <Button kind="primary" onClick={() => window.print()}>
          打印本表
        </Button>
      </PageHead>
      {sheet.isPending ? <Bones /> : null}
      {sheet.error ? <ErrorState problem={asClientProblem(sheet.error)} onAgain={() => void sheet.refetch()} /> : null}
      {sheet.data?.rows.length === 0 ? <Empty title="没有符合条件的事项" /> : null}
      {sheet.data && sheet.data.rows.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, and the keyboard must reach it
        <section className="division-paper" aria-label="任务分工表正文" tabIndex={0}>
          <table className="division">
            <caption>
              <strong>{sheet.data.title}</strong>
              {sheet.data.under.map((line) => (
                <span key={line}>{line}</span>
              ))}
            </caption>
            <colgroup>
              {sheet.data.columns.map(({ key, width }) => (
                <col key={key} style={{ width: `${(width / shares) * 100}%` }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                {sheet.data.columns.map(({ key, header }) => (
                  <th key={key} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sheet.data.rows.map((cells) => (
                <tr key={cells[0]}>
                  {cells.map((cell, index) => (
                    <td key={sheet.data.columns[index]?.key}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </div>
  )
}
