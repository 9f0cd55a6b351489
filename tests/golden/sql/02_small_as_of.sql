-- small 1
-- content 0123456789abcdef
-- compiled by scoreline 0.1.0 for duckdb; do not edit, compile the rules again
-- the moment to score at: the current time, unless a table of this name takes its place

CREATE OR REPLACE VIEW "small_as_of" AS
SELECT
  epoch_us(coalesce(CAST(getvariable('scoreline_as_of') AS TIMESTAMPTZ), now())) // 1000000 AS "as_of";
