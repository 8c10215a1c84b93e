-- Transcripts come compressed (store::document): PostgreSQL neither reads through them nor compresses them once more. What stands
-- there as JSON is read as it is, and is compressed when it is next written.
alter table transcripts alter column document type bytea using convert_to(document::text, 'UTF8');
alter table transcripts alter column document set storage external;
alter table transcript_versions alter column document type bytea using convert_to(document::text, 'UTF8');
alter table transcript_versions alter column document set storage external;
