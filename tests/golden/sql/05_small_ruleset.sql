-- small 1
-- content 0123456789abcdef
-- compiled by scoreline 0.1.0 for duckdb; do not edit, compile the rules again
-- results

CREATE OR REPLACE VIEW "small_ruleset" AS
SELECT
  CAST('small' AS TEXT) AS "ruleset",
  CAST('1' AS TEXT) AS "version",
  CAST('0123456789abcdef' AS TEXT) AS "content_hash",
  CAST('duckdb' AS TEXT) AS "dialect",
  CAST('scoreline 0.1.0' AS TEXT) AS "compiled_by";
