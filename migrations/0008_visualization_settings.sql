-- How a show's episode pages look: model::visualization::VisualizationDraft without its accent, which the show has already;
-- null where nobody chose anything.
alter table shows add column visualization jsonb;
