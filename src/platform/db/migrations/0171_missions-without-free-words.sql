-- 急难险重 holds no free words: where its numbers were published is one of a list now. What stood there in words stays in the audit and goes
-- from the facts, because it could name a unit or a route.
update facts set fields = (fields - 'source') || '{"published": "other"}' where kind = 'mission' and fields ? 'source';
