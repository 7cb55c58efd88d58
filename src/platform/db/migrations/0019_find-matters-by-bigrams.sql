-- Matters are found by any two characters of their title (trigrams cannot serve two-character words), stand by code without
-- a sort, and come by state, lead and day as the board and the calendar ask for them. The functions that search with the
-- pairs hold the row policies themselves and are made beside them (main/permissions.ts).

-- Every pair of neighbouring characters, in small letters, each once. Text that contains another contains all its pairs.
create function bigrams(said text) returns text[]
  language sql immutable strict parallel safe
  as $$
    select coalesce(array_agg(distinct substr(lower(said), place, 2)), '{}')
    from generate_series(1, length(lower(said)) - 1) as place
  $$;

alter table matter_texts add column grams text[] not null generated always as (bigrams(title)) stored;
create index matter_texts_grams on matter_texts using gin (grams);

create index matters_code on matters ((left(coalesce(code, ''), 8) || lpad(substr(coalesce(code, ''), 9), 8, '0')), id);
create index matters_state_due on matters (state, is_done, due_key, id);
create index matters_lead_due on matters (lead_unit_id, is_done, due_key, id);
create index matters_part on matters (document_id, part) where part is not null;
create index matters_review on matters (hung_review_on) where is_hung;
create index matter_nodes_due on matter_nodes (due_on) where done_on is null;
