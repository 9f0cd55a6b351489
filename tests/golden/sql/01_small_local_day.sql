-- small 1
-- content 0123456789abcdef
-- compiled by scoreline 0.1.0 for duckdb; do not edit, compile the rules again
-- a function that the views call

CREATE OR REPLACE MACRO "small_local_day"(
    "value"
) AS
CAST((
  "value" + 0
) // 86400 AS BIGINT);
