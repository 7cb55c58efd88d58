/** A title of a document in its marks; titles inside it stand in single ones (《关于〈规定〉的通知》, GB/T 15834). */
export const inTitleMarks = (title: string): string => {
  const bare = /^《[^《》]*》$/.test(title) ? title.slice(1, -1) : title
  return `《${bare.replaceAll('《', '〈').replaceAll('》', '〉')}》`
}
