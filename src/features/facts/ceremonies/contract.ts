import * as z from 'zod'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { FactRow } from '../contract.ts'

export const ceremonies = {
  ofReport: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-reports/{id}/ceremonies', summary: '送达喜报的仪式' })
    .input(z.object({ id: Id }))
    .output(z.array(FactRow)),
}
