/**
 * Whether an audit action says that data left: a file was made, a closed value was shown, a copy was taken. Each answer that
 * lets data out leaves its own row and counts, so none of them is answered from an earlier one (docs/adr/0067).
 */
export const isDisclosure = (action: string): boolean => /\.(export|export-[a-z-]+|reveal-[a-z-]+|copy)$/.test(action)
