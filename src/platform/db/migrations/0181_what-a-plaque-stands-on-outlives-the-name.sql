-- Erasing somebody who died takes his categories and certificates; what they gave his family's plaque stays on his nameless row: the
-- ground (veteran, martyr …) and the kinds of the certificates of survivors that showed it for the whole family.
alter table household_persons
  add column kept_grounds text[] not null default '{}'
    check (kept_grounds <@ array['veteran', 'martyr', 'survivor', 'civilian', 'militia']),
  add column kept_papers text[] not null default '{}'
    check (kept_papers <@ array['martyr', 'bereaved-card', 'duty-death', 'illness-death']);
