-- What a taken-back import deletes is looked for by these, row by row.
create index plaque_cards_person on plaque_cards (household_person_id) where household_person_id is not null;
