import * as z from 'zod'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { MatterRow } from '../contract.ts'

export const promises = {
  ofFact: endpoint('matters:read')
    .route({ method: 'GET', path: '/facts/{id}/promises', summary: '实绩中的承诺转成的事项' })
    .input(z.object({ id: Id }))
    .output(z.array(MatterRow)),
}
