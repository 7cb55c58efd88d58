import '../../platform/client/older.ts'
import './zod.ts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProvider, isProblem, makeApi } from '../../platform/client/api.tsx'
import { contract } from '../contract.ts'
import { makeRouter } from './router.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal will not change by asking again; a broken line or a busy server may.
      retry: (count, error) => count < 2 && !(isProblem(error) && error.status >= 400 && error.status !== 503),
      refetchOnWindowFocus: true,
    },
  },
})

const api = makeApi(contract, () => {
  void queries.invalidateQueries({ queryKey: ['session'] })
})
const router = makeRouter()

// A browser that is too old has been greeted and its root taken away (public/greeting.js).
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ApiProvider api={api}>
          <RouterProvider router={router} />
        </ApiProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
