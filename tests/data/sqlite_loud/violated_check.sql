-- error: --no-constraints
-- accept: --no-constraints
-- expect: SELECT 1 WHERE (SELECT list(v ORDER BY v) FROM checked) IS DISTINCT FROM [-1, 1]
CREATE TABLE checked(v INTEGER CHECK (v > 0));
PRAGMA ignore_check_constraints = ON;
INSERT INTO checked VALUES (1), (-1);
