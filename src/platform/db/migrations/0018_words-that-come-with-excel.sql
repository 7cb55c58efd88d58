-- What a spreadsheet says of a matter beside its title: words for a day that is none (全年、长期), evidence named but not yet
-- attached, and the remark.
alter table matter_texts
  add column due_words text not null default '',
  add column evidence_named text not null default '',
  add column remark text not null default '';
