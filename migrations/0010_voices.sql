-- Pages have a chart of who speaks when, and the starts of their sentences in one list: each is prepared anew by its next visit.
update presentations set stale = true;

-- Where a show chose the order of its panels, the chart stands below talk time, as it does where nobody chose, and is shown
-- where that is.
update shows s
set visualization = jsonb_insert(
  s.visualization, array['panels', (near.place - 1)::text], jsonb_set(near.panel, '{kind}', '"voices"'), true)
from (
  select id, place, panel
  from shows, jsonb_array_elements(visualization -> 'panels') with ordinality as kept (panel, place)
  where panel ->> 'kind' = 'talk_time'
) near
where near.id = s.id and not s.visualization @> '{"panels": [{"kind": "voices"}]}';
