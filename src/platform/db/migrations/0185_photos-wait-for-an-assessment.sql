-- Photos and signed slips of plaques and 喜报 wait for a recorded assessment of their own.
alter table impact_assessments
  drop constraint impact_assessments_functions_check,
  add constraint impact_assessments_functions_check check (cardinality(functions) > 0
    and functions <@ array['closed-persons', 'medical-help', 'scans', 'minors', 'photos']);
